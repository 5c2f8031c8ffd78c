"""No argument of a DAG or of an operator is missing from the reader's tables, whatever the release."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from polydag.frontends.airflow.arguments import (
    BASE_ARGUMENTS,
    DAG_EXTRAS,
    DAG_FIELDS,
    FORGOTTEN,
    PLACING,
    TASK_EXTRAS,
    TASK_FIELDS,
)
from polydag.ir.pipeline import Pipeline
from polydag.ir.tasks import Task
from polydag.runs.environments import find

ASK = """
import inspect, json
from airflow import DAG
try:
    from airflow.sdk.bases.operator import BaseOperator
except ImportError:
    from airflow.models.baseoperator import BaseOperator
names = [list(inspect.signature(inspect.unwrap(f)).parameters) for f in (DAG.__init__, BaseOperator.__init__)]
print("ARGUMENTS", json.dumps(names))
"""


def test_every_row_names_a_field_of_the_ir() -> None:
    assert set(DAG_FIELDS.values()) <= Pipeline.model_fields.keys()
    assert set(TASK_FIELDS.values()) <= Task.model_fields.keys()
    assert not set(DAG_FIELDS) & DAG_EXTRAS
    assert not set(TASK_FIELDS) & TASK_EXTRAS


@pytest.mark.engines
@pytest.mark.parametrize("version", ["airflow-3.3", "airflow-2.11"])
def test_the_tables_hold_every_argument_of_the_release(version: str, tmp_path: Path) -> None:
    engine = find(version)
    assert engine is not None
    told = subprocess.run(
        [str(engine.python), "-c", ASK],
        env={**os.environ, "AIRFLOW_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    ).stdout
    line = next(row for row in told.splitlines() if row.startswith("ARGUMENTS"))
    dag, operator = (set(names) for names in json.loads(line.removeprefix("ARGUMENTS")))
    assert dag - {"self"} <= set(DAG_FIELDS) | DAG_EXTRAS
    assert operator - {"self", "kwargs"} <= (BASE_ARGUMENTS - FORGOTTEN) | PLACING
