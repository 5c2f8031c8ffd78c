"""One task of Airflow for each act, with what must reach the system outside when it runs."""

from __future__ import annotations

from dataclasses import dataclass, field

HEAD = """
from airflow import DAG
{imports}

with DAG("acts", schedule=None, params={{"region": "eu"}}):
"""


@dataclass(frozen=True)
class Sample:
    """The class (`module:Name`), its arguments, and what its function hands over; `region` is a parameter of the run."""

    operator: str
    arguments: str
    hands: dict[str, object] = field(default_factory=dict)


_SQL = "airflow.providers.common.sql.operators.sql"
SAMPLES: dict[str, Sample] = {
    "sql.query": Sample(
        f"{_SQL}:SQLExecuteQueryOperator",
        'conn_id="dwh", sql="insert {{ params.region }}", parameters={"id": 1}',
        {"sql": "insert eu", "parameters": {"id": 1}},
    ),
    "sql.check": Sample(
        f"{_SQL}:SQLCheckOperator",
        'conn_id="dwh", sql="select {{ params.region }}"',
        {"sql": "select eu"},
    ),
    "sql.value_check": Sample(
        f"{_SQL}:SQLValueCheckOperator",
        'conn_id="dwh", sql="select {{ params.region }}", pass_value=5, tolerance=0.1',
        {"sql": "select eu"},
    ),
    "sql.column_check": Sample(
        f"{_SQL}:SQLColumnCheckOperator",
        'conn_id="dwh", table="orders", partition_clause="r = {{ params.region }}",'
        ' column_mapping={"id": {"min": {"geq_to": 1}}}',
        {"table": "orders", "partition_clause": "r = eu"},
    ),
    "sql.table_check": Sample(
        f"{_SQL}:SQLTableCheckOperator",
        'conn_id="dwh", table="{{ params.region }}", checks={"some": {"check_statement": "n > 1"}}',
        {"table": "eu"},
    ),
}


def task_id(act: str) -> str:
    """The id of the sample's task."""
    return act.replace(".", "_")


def source() -> str:
    """A DAG with every sample."""
    classes = sorted({sample.operator for sample in SAMPLES.values()})
    lines = [
        f"from {module} import {name}" for module, _, name in (c.partition(":") for c in classes)
    ]
    calls = [
        f'    {sample.operator.partition(":")[2]}(task_id="{task_id(act)}", {sample.arguments})'
        for act, sample in SAMPLES.items()
    ]
    return HEAD.format(imports="\n".join(lines)) + "\n".join(calls) + "\n"
