"""The reader of Prefect: flows and tasks of Prefect 3 → IR."""

from __future__ import annotations

from polydag.frontends.prefect.frontend import PrefectFrontend

FRONTEND = PrefectFrontend()

__all__ = ["FRONTEND", "PrefectFrontend"]
