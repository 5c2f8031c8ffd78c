"""Values that XCom cannot carry: which they are, and how they are kept in files instead."""

from __future__ import annotations

from polydag.backends.airflow.storing.plan import Storing, infer, plan

__all__ = ["Storing", "infer", "plan"]
