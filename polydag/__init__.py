"""polydag translates pipelines between Airflow, Dagster, Prefect and its own Python DSL.

The names below are the public Python API. They are imported on first use, so that `polydag --version` and other
tools that only need one of them stay fast.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from polydag.api import convert as convert
    from polydag.api import emit as emit
    from polydag.api import read as read
    from polydag.backends.contract import Options as Options
    from polydag.diagnostics import Diagnostic as Diagnostic
    from polydag.diagnostics import Severity as Severity
    from polydag.dsl.groups import group as group
    from polydag.dsl.intrinsics import Fail as Fail
    from polydag.dsl.intrinsics import Skip as Skip
    from polydag.dsl.intrinsics import log as log
    from polydag.dsl.intrinsics import push as push
    from polydag.dsl.intrinsics import seen as seen
    from polydag.dsl.operations import dbt as dbt
    from polydag.dsl.operations import empty as empty
    from polydag.dsl.operations import notify as notify
    from polydag.dsl.operations import shell as shell
    from polydag.dsl.options import by_inputs as by_inputs
    from polydag.dsl.pipelines import Pipeline as Pipeline
    from polydag.dsl.policies import continuous as continuous
    from polydag.dsl.policies import cron as cron
    from polydag.dsl.policies import every as every
    from polydag.dsl.policies import on_assets as on_assets
    from polydag.dsl.policies import once as once
    from polydag.dsl.retries import exponential as exponential
    from polydag.dsl.retries import linear as linear
    from polydag.dsl.tasks import task as task
    from polydag.dsl.values import context as context
    from polydag.dsl.values import environment as environment
    from polydag.dsl.values import secret as secret
    from polydag.dsl.values import text as text
    from polydag.dsl.values import variable as variable

# Where each name lives. What lives in `polydag.dsl` is what DSL files are written with.
HOMES = {
    "Diagnostic": "polydag.diagnostics",
    "Fail": "polydag.dsl.intrinsics",
    "Options": "polydag.backends.contract",
    "Pipeline": "polydag.dsl.pipelines",
    "Severity": "polydag.diagnostics",
    "Skip": "polydag.dsl.intrinsics",
    "by_inputs": "polydag.dsl.options",
    "context": "polydag.dsl.values",
    "continuous": "polydag.dsl.policies",
    "convert": "polydag.api",
    "cron": "polydag.dsl.policies",
    "dbt": "polydag.dsl.operations",
    "emit": "polydag.api",
    "empty": "polydag.dsl.operations",
    "environment": "polydag.dsl.values",
    "every": "polydag.dsl.policies",
    "exponential": "polydag.dsl.retries",
    "group": "polydag.dsl.groups",
    "linear": "polydag.dsl.retries",
    "log": "polydag.dsl.intrinsics",
    "notify": "polydag.dsl.operations",
    "on_assets": "polydag.dsl.policies",
    "once": "polydag.dsl.policies",
    "push": "polydag.dsl.intrinsics",
    "read": "polydag.api",
    "secret": "polydag.dsl.values",
    "seen": "polydag.dsl.intrinsics",
    "shell": "polydag.dsl.operations",
    "task": "polydag.dsl.tasks",
    "text": "polydag.dsl.values",
    "variable": "polydag.dsl.values",
}

__all__ = [
    "Diagnostic",
    "Fail",
    "Options",
    "Pipeline",
    "Severity",
    "Skip",
    "__version__",
    "by_inputs",
    "context",
    "continuous",
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
    "on_assets",
    "once",
    "push",
    "read",
    "secret",
    "seen",
    "shell",
    "task",
    "text",
    "variable",
]


def __getattr__(name: str) -> object:
    home = HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(importlib.import_module(home), name)
    globals()[name] = value
    return value
