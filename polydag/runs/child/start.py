"""Entry point of a worker process: makes `polydag.runs` importable without polydag's own folder.

Started by path in the engine's environment, `start.py ENGINE-FOLDER OPTIONS`. Its own folder leaves
`sys.path`, because `airflow`, `dagster` and `prefect` are also names of folders beside it.
"""

from __future__ import annotations

import importlib
import sys
import types
from pathlib import Path

RUNS = Path(__file__).resolve().parent.parent


def expose() -> None:
    """Register `polydag` and `polydag.runs` as bare packages: their own `__init__` stays unread."""
    sys.path[:] = [entry for entry in sys.path if Path(entry or ".").resolve() != RUNS / "child"]
    for name, folder in (("polydag", RUNS.parent), ("polydag.runs", RUNS)):
        package = types.ModuleType(name)
        package.__path__ = [str(folder)]
        sys.modules[name] = package


if __name__ == "__main__":
    expose()
    importlib.import_module(f"polydag.runs.{sys.argv[1]}.worker").main(sys.argv[2:])
