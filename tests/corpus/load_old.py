"""Run by the Python of an environment with an old Airflow: prints, as JSON, what it loads from the files that it is given.

Nothing is made up that is not installed, and nothing of polydag is imported: the Python may be 3.8. Arguments: a folder to be
Airflow's home, folders of DAG files.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import warnings
from pathlib import Path
from runpy import run_path
from typing import Any

# By path: an old environment may have a package `tests` of its own.
_form = run_path(str(Path(__file__).with_name("forms.py")))["dag_form"]


def main(home: str, folders: list[str]) -> None:
    """Load every file of the folders, one after another in this process."""
    warnings.simplefilter("ignore")
    os.environ.update(
        AIRFLOW_HOME=home,
        AIRFLOW__CORE__LOAD_EXAMPLES="False",
        AIRFLOW__CORE__UNIT_TEST_MODE="False",
        AIRFLOW__CORE__DEFAULT_TIMEZONE="utc",
        AIRFLOW__LOGGING__LOGGING_LEVEL="ERROR",
        AIRFLOW__CORE__LOGGING_LEVEL="ERROR",
    )
    if not Path(home, "airflow.db").exists():
        made = "initdb" if sys.version_info < (3, 8) else "init"
        command = [sys.executable, "-m", "airflow", "db", made]
        subprocess.run(command, check=True, stdout=sys.stderr)
    answer, sys.stdout = sys.stdout, sys.stderr
    from airflow.models.dag import DAG
    from airflow.models.dagbag import DagBag

    opened = _opened(DAG)
    bag = DagBag(os.devnull, include_examples=False)
    found = {}
    for folder in folders:
        sys.path.insert(0, folder)
        for file in sorted(map(str, Path(folder).rglob("*.py"))):
            opened.clear()
            dags = bag.process_file(file, only_if_updated=False, safe_mode=False)
            error = bag.import_errors.get(file)
            dags = dags if error else [*dags, *opened]
            found[file] = {
                "error": error.strip().splitlines()[-1] if error else None,
                # The DAGs of SubDagOperator are no DAGs of their own.
                "dags": {d.dag_id: _form(d) for d in dags if not getattr(d, "parent_dag", None)},
            }
            bag.dags.clear()
    json.dump(found, answer)


def _opened(kind: Any) -> list[Any]:  # noqa: ANN401 - the class of the DAGs
    """The DAGs that blocks open from now on: since 2.4 those are found, too, whose names later ones take."""
    found: list[Any] = []
    enter = kind.__enter__

    def entered(dag: Any) -> Any:  # noqa: ANN401
        found.append(dag)
        return enter(dag)

    kind.__enter__ = entered
    return found


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
