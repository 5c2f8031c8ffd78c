"""polydag translates pipelines between Airflow, Dagster, Prefect and its own Python DSL.

The names below are the public Python API. They are imported on first use, so that `polydag --version` and other
tools that only need one of them stay fast.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from polydag.dsl.names import HOMES

__version__ = "0.1.0"

if TYPE_CHECKING:
    from polydag.api import convert as convert
    from polydag.api import emit as emit
    from polydag.api import read as read
    from polydag.backends.contract import Options as Options
    from polydag.diagnostics import Diagnostic as Diagnostic
    from polydag.diagnostics import Severity as Severity
    from polydag.dsl.intrinsics import Fail as Fail
    from polydag.dsl.intrinsics import Skip as Skip
    from polydag.dsl.intrinsics import log as log
    from polydag.dsl.intrinsics import push as push
    from polydag.dsl.operations import dbt as dbt
    from polydag.dsl.operations import empty as empty
    from polydag.dsl.operations import notify as notify
    from polydag.dsl.operations import shell as shell
    from polydag.dsl.pipelines import Pipeline as Pipeline
    from polydag.dsl.pipelines import group as group
    from polydag.dsl.policies import cron as cron
    from polydag.dsl.policies import every as every
    from polydag.dsl.policies import exponential as exponential
    from polydag.dsl.policies import linear as linear
    from polydag.dsl.policies import once as once
    from polydag.dsl.tasks import task as task
    from polydag.dsl.values import context as context
    from polydag.dsl.values import environment as environment
    from polydag.dsl.values import secret as secret
    from polydag.dsl.values import text as text
    from polydag.dsl.values import variable as variable

_HOMES = {
    **HOMES,
    "Diagnostic": "polydag.diagnostics",
    "Options": "polydag.backends.contract",
    "Severity": "polydag.diagnostics",
    "convert": "polydag.api",
    "emit": "polydag.api",
    "read": "polydag.api",
}

__all__ = [
    "Diagnostic",
    "Fail",
    "Options",
    "Pipeline",
    "Severity",
    "Skip",
    "__version__",
    "context",
    "convert",
    "cron",
    "dbt",
    "emit",
    "empty",
    "environment",
    "every",
    "exponential",
    "group",
    "linear",
    "log",
    "notify",
    "once",
    "push",
    "read",
    "secret",
    "shell",
    "task",
    "text",
    "variable",
]


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(importlib.import_module(home), name)
    globals()[name] = value
    return value
