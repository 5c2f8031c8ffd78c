"""Claims about operators that decide by queries, and about BigQuery's old one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from polydag.ir.operations import Act, Call, Choose, Opaque
from polydag.ir.values import Constant, Entries, Value

Read: TypeAlias = Callable[..., Any]
SQL = "airflow.providers.common.sql.operators.sql"
BRANCH = f"{SQL}:BranchSQLOperator"
INTERVAL = f"{SQL}:SQLIntervalCheckOperator"
BIGQUERY = "airflow.contrib.operators.bigquery_operator:BigQueryOperator"


def to_plain(value: Value) -> object:
    if isinstance(value, Entries):
        return {name: to_plain(part) for name, part in value.entries.items()}
    assert isinstance(value, Constant)
    return value.value


def dag(operator: str, arguments: str) -> str:
    module, _, name = operator.partition(":")
    head = f'from {module} import {name}\nwith DAG("etl", schedule="@daily"):\n'
    below = '    [step >> EmptyOperator(task_id="a"), step >> EmptyOperator(task_id="b")]\n'
    return f'{head}    step = {name}(task_id="step", {arguments})\n{below}'


def test_a_branch_takes_the_way_that_the_query_says(read: Read) -> None:
    ways = 'follow_task_ids_if_true=["a"], follow_task_ids_if_false="b"'
    result = read(dag(BRANCH, f'conn_id="dwh", sql="select 1", {ways}'))
    operation = result.tasks["step"].operation
    assert isinstance(operation, Choose)
    assert (set(operation.arguments), set(operation.labels)) == ({"sql"}, {"a", "b"})
    text = result.module.functions[operation.function].text
    assert 'return ["a"] if value else ["b"]' in text
    assert 'environ["DWH_URL"]' in text
    assert result.codes == ["AFR004"]


@pytest.mark.parametrize(
    ("arguments", "test"),
    [
        ("", "True if not new or not old else max(new, old) / min(new, old) < limit"),
        ('ratio_formula="relative_diff"', "abs(new - old) / old < limit"),
        ("ignore_zero=False", "False if not new"),
        ('date_filter_column="day"', "WHERE day="),
        ("days_back=-1", "fits ="),
    ],
)
def test_metrics_of_two_days_are_compared(read: Read, arguments: str, test: str) -> None:
    given = 'conn_id="dwh", table="t", metrics_thresholds={"COUNT(*)": 2}'
    result = read(dag(INTERVAL, f"{given}, {arguments}"))
    operation = result.tasks["step"].operation
    assert isinstance(operation, Call)
    assert list(operation.arguments) == ["table", "day", "day_before"]
    days = 1 if arguments.startswith("days_back") else 7
    assert f"days={days}" in str(operation.arguments["day_before"])
    text = result.module.functions[operation.function].text
    assert test in text
    assert '{"COUNT(*)": 2}' in text


def test_the_old_operator_of_bigquery_is_the_job_that_it_starts(read: Read) -> None:
    given = (
        'bql="select 1", destination_dataset_table="p:d.t", bigquery_conn_id="bq", priority="BATCH"'
    )
    result = read(dag(BIGQUERY, given))
    operation = result.tasks["step"].operation
    assert isinstance(operation, Act)
    table = {"projectId": "p", "datasetId": "d", "tableId": "t"}
    assert to_plain(operation.arguments["configuration"]) == {
        "query": {
            "query": "select 1",
            "useLegacySql": True,
            "writeDisposition": "WRITE_EMPTY",
            "destinationTable": table,
            "priority": "BATCH",
        }
    }
    assert (operation.act, operation.connection, result.codes) == ("bigquery.job", "bq", [])


@pytest.mark.parametrize(
    ("operator", "arguments"),
    [
        (BRANCH, 'conn_id="dwh", sql="select 1", follow_task_ids_if_true="a"'),
        (INTERVAL, 'conn_id="dwh", table="t", metrics_thresholds=Variable.get("limits")'),
        (INTERVAL, 'conn_id="dwh", table="t", metrics_thresholds={"n": 1}, ratio_formula="own"'),
        (BIGQUERY, 'sql=["select 1", "select 2"]'),
        (BIGQUERY, 'sql="select 1", destination_dataset_table="p.d.t_{{ ds_nodash }}"'),
    ],
)
def test_what_a_rule_cannot_say_stays_the_call_that_it_is(
    read: Read, operator: str, arguments: str
) -> None:
    result = read(dag(operator, arguments))
    assert isinstance(result.tasks["step"].operation, Opaque)
    assert "AFR307" in result.codes
