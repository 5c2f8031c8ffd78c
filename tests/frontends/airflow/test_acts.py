"""Claims about operators of outside systems as older versions spell them: what they mean today."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from polydag import convert
from polydag import read as read_paths
from polydag.backends.contract import Options
from polydag.engines import parse_target
from polydag.ir.operations import Act, Opaque
from polydag.ir.values import Constant, VariableOf
from polydag.translate.writing import Output, write

Read: TypeAlias = Callable[..., Any]
SNOWFLAKE = "from airflow.contrib.operators.snowflake_operator import SnowflakeOperator\n"
HTTP = "from airflow.operators.http_operator import SimpleHttpOperator\n"
POD = "from airflow.contrib.operators.kubernetes_pod_operator import KubernetesPodOperator\n"
POSTGRES = "from airflow.operators.postgres_operator import PostgresOperator\n"
# What stands in a DAG → what Airflow of today is told.
TODAY = {
    "a session is the hook's": (
        SNOWFLAKE,
        'SnowflakeOperator(task_id="a", sql="select 1", warehouse="big", role="loader")',
        'hook_params={"warehouse": "big", "role": "loader"}',
    ),
    "a default of the connection is stated": (
        POSTGRES,
        'PostgresOperator(task_id="a", sql="select 1")',
        'conn_id="postgres_default"',
    ),
    "a pod is deleted in other words": (
        POD,
        'KubernetesPodOperator(task_id="a", name="a", image="i", is_delete_operator_pod=True)',
        'on_finish_action="delete_pod"',
    ),
    "an output is always given": (
        HTTP,
        'SimpleHttpOperator(task_id="a", endpoint="x", xcom_push=True)',
        'HttpOperator(task_id="a", endpoint="x")',
    ),
}


def anew(file: Path) -> Output:
    """What the writer for Airflow makes of a file, which would else only be edited."""
    [output] = write(read_paths(file).readings, (parse_target("airflow@3.3"),), Options())
    return output


@pytest.mark.parametrize(("imports", "call", "written"), TODAY.values(), ids=TODAY)
def test_airflow_of_today_is_told_what_it_knows(
    tmp_path: Path, imports: str, call: str, written: str
) -> None:
    file = tmp_path / "dag.py"
    file.write_text(f'from airflow import DAG\n{imports}\nwith DAG("etl"):\n    {call}\n')
    code = anew(file).text or ""
    assert written.replace(" ", "") in "".join(code.split()).replace(",)", ")")


def test_what_an_operator_is_mapped_over_is_an_element(read: Read) -> None:
    call = 'PostgresOperator.partial(task_id="a", parameters={"x": 1}).expand(sql=["select 1"])'
    operation = read(f'{POSTGRES}with DAG("etl"):\n    {call}\n').tasks["a"].operation
    assert isinstance(operation, Act)
    assert operation.arguments["sql"] == VariableOf(name="sql")


def test_dicts_of_arguments_leave_the_call_as_it_is(read: Read) -> None:
    call = 'PostgresOperator.partial(task_id="a").expand_kwargs([{"sql": "select 1"}])'
    operation = read(f'{POSTGRES}with DAG("etl"):\n    {call}\n').tasks["a"].operation
    assert isinstance(operation, Opaque)


def test_a_query_in_a_file_is_what_the_file_holds(tmp_path: Path, read: Read) -> None:
    file = tmp_path / "dag.py"
    (tmp_path / "sql").mkdir()
    (tmp_path / "sql" / "a.sql").write_text("select {{ ds }}\n")
    call = 'PostgresOperator(task_id="a", sql="a.sql")'
    head = 'import os\nfrom airflow import DAG\nFOLDER = os.path.join(os.path.dirname(__file__), "sql")\n'
    file.write_text(f'{head}{POSTGRES}with DAG("etl", template_searchpath=[FOLDER]):\n    {call}\n')
    assert 'sql = f"select {ds}"' in convert(file, to="prefect").code
    emission = anew(file).emission
    assert emission is not None
    assert emission.files == {"a.sql": "select {{ ds }}\n"}
    missing = read(f'{POSTGRES}with DAG("etl"):\n    {call}\n')
    assert missing.tasks["a"].operation.arguments == {"sql": Constant(value="a.sql")}
    assert "AFR304" in missing.codes


def test_an_edited_file_names_the_connection_as_its_class_does_now(tmp_path: Path) -> None:
    file = tmp_path / "dag.py"
    call = 'PostgresOperator(task_id="a", postgres_conn_id="dwh", sql="select 1")'
    file.write_text(f'from airflow import DAG\n{POSTGRES}with DAG("etl"):\n    {call}\n')
    code = convert(file, to="airflow").code
    assert 'SQLExecuteQueryOperator(task_id="a", conn_id="dwh", sql="select 1")' in code
