"""Values that XCom cannot carry: which they are, and how they are kept in files instead."""

from __future__ import annotations

from polydag.backends.airflow.storing.plan import Storing, infer, keep_own, plan

__all__ = ["Storing", "infer", "keep_own", "plan"]
