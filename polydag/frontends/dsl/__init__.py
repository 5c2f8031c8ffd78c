"""Reads DSL files without running them: the evaluator follows the building code, the DSL itself builds."""

from __future__ import annotations

from polydag.frontends.dsl.frontend import FRONTEND

__all__ = ["FRONTEND"]
