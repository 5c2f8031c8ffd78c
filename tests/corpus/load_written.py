"""Run by the Python of Dagster's or Prefect's environment: imports every file of a folder, and prints as JSON which did not load.

Arguments: the engine, the folder.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

from polydag.runs.child import fabricate


def main(arguments: list[str]) -> None:
    """Import all in this process; other people's packages that are missing are made up, Airflow is not."""
    engine, folder = arguments[0], Path(arguments[1])
    sys.modules["airflow"] = None  # type: ignore[assignment]  # how Python itself marks what cannot be imported
    fabricate.install(str(folder))
    answer, sys.stdout = sys.stdout, sys.stderr
    failed = {}
    for file in sorted(folder.glob("*.py")):
        try:
            _check(engine, _imported(file))
        except BaseException as error:  # noqa: BLE001 - whatever a file does while it is imported
            failed[file.name] = f"{type(error).__name__}: {error}"
    json.dump(failed, answer)


def _imported(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"written_{file.stem}", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _check(engine: str, module: ModuleType) -> None:
    """The engine finds something in the module, and accepts it."""
    if engine == "dagster":
        from dagster import Definitions

        [definitions] = [v for v in vars(module).values() if isinstance(v, Definitions)]
        Definitions.validate_loadable(definitions)
    else:
        from prefect import Flow

        assert any(isinstance(value, Flow) for value in vars(module).values()), "no flow"


if __name__ == "__main__":
    main(sys.argv[1:])
