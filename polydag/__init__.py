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

_HOMES = {
    "Diagnostic": "polydag.diagnostics",
    "Options": "polydag.backends.contract",
    "Severity": "polydag.diagnostics",
    "convert": "polydag.api",
    "emit": "polydag.api",
    "read": "polydag.api",
}

__all__ = ["Diagnostic", "Options", "Severity", "__version__", "convert", "emit", "read"]


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(importlib.import_module(home), name)
    globals()[name] = value
    return value
