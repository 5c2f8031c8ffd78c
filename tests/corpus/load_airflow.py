"""Run by the Python of an Airflow environment: prints, as JSON, what Airflow itself loads from the files that it is given.

Arguments: a scratch folder, the folder of the database that is kept, folders of DAG files.
"""

from __future__ import annotations

import json
import shutil
import sys
import warnings
from collections.abc import Callable
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

from polydag.runs.airflow import settings as home_settings
from polydag.runs.child import fabricate
from tests.corpus.forms import dag_form

Loaded = dict[str, Any]


def main(arguments: list[str]) -> None:
    """Load every file of the folders, one after another in this process."""
    warnings.simplefilter("ignore")
    scratch, kept, *folders = map(Path, arguments)
    home_settings.apply(scratch)
    _install("virtualenv")
    shutil.copy(home_settings.template(kept), scratch / home_settings.TEMPLATE)
    answer, sys.stdout = sys.stdout, sys.stderr
    load = _loader()
    found = {}
    for folder in folders:
        sys.path.insert(0, str(folder))
        fabricate.install(str(folder))
        for file in sorted(folder.rglob("*.py")):
            found[str(file)] = load(file)
    json.dump(found, answer)


def _install(name: str) -> None:
    """Let a module count as installed that some files ask for without importing it."""
    module = ModuleType(name)
    module.__spec__ = ModuleSpec(name, None)
    sys.modules[name] = module


def _loader() -> Callable[[Path], Loaded]:
    try:
        from airflow.dag_processing.dagbag import DagBag

        bag = DagBag(dag_folder="/dev/null")
    except ImportError:
        from airflow.models.dagbag import DagBag

        bag = DagBag("/dev/null", include_examples=False)

    def load(file: Path) -> Loaded:
        # Files that are written from the same DAG may have its id.
        bag.dags.clear()
        dags = bag.process_file(str(file), only_if_updated=False, safe_mode=False)
        error = bag.import_errors.get(str(file)) or bag.import_errors.get(file.name)
        return {
            "error": error.strip().splitlines()[-1] if error else None,
            # The DAGs of SubDagOperator are no DAGs of their own.
            "dags": {d.dag_id: dag_form(d) for d in dags if not getattr(d, "parent_dag", None)},
        }

    return load


if __name__ == "__main__":
    main(sys.argv[1:])
