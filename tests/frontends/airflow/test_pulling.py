"""What templates pull: keys that nobody pushes, and outputs that Airflow does not wait for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from polydag.ir.values import Code, Constant, Text
from tests.frontends.airflow.conftest import Read as File

Read = Callable[[str], File]
LAST = 'last = BashOperator(task_id="last", bash_command="{{ ti.xcom_pull(\'first\') }}")'
EDGES = {
    "first >> last": [],
    "first >> middle >> last": [],
    "first >> middle >> other >> last": [],
    "first >> always >> last": ["AFR341"],
    "first >> middle >> always\nalways >> last": ["AFR341"],
    "middle >> last": ["AFR341"],
}


@pytest.mark.parametrize("edges", EDGES)
def test_a_pull_is_told_where_no_chain_of_successes_leads_to_it(read: Read, edges: str) -> None:
    result = read(
        'with DAG("etl", schedule=None):\n'
        '    first, middle, other = (BashOperator(task_id=id, bash_command="date") for id in ("first", "middle", "other"))\n'
        '    always = BashOperator(task_id="always", bash_command="date", trigger_rule="all_done")\n'
        f"    {LAST}\n    " + edges.replace("\n", "\n    ") + "\n"
    )
    assert result.codes == EDGES[edges]


def test_a_key_that_nobody_pushes_is_nothing(read: Read) -> None:
    result = read(
        'with DAG("etl", schedule=None):\n'
        '    @task\n    def push(ti=None):\n        ti.xcom_push(key="day", value=1)\n'
        "    first = push()\n"
        "    last = BashOperator(task_id=\"last\", bash_command=\"echo {{ ti.xcom_pull('push', key='day') }}\"\n"
        "        \" {{ ti.xcom_pull('push', key='hour') }}\")\n"
        "    first >> last\n"
    )
    assert result.codes == ["AFR340"]
    command = result.tasks["last"].operation.command  # type: ignore[union-attr]  # a shell task
    assert isinstance(command, Text | Code)
    assert Constant(value=None) in (command.parts if isinstance(command, Text) else ())


def test_tasks_of_a_decorator_that_a_dag_has_are_its_own(read: Read) -> None:
    result = read(
        'etl = DAG("etl", schedule=None)\n@etl.task\ndef one(): ...\n'
        '@etl.task(task_id="second", retries=2)\ndef two(): ...\n'
        '@etl.task.branch\ndef choose():\n    return "second"\n'
        "one() >> choose() >> two()\n"
    )
    assert result.edges == [("one", "choose"), ("choose", "second")]
    assert (result.tasks["second"].retry.count, result.tasks["choose"].operation.kind) == (
        2,
        "choose",
    )
