"""Claims about sensors of other DAGs: which run they look for, in which states, and which of them stay as they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from polydag.ir.operations import Opaque, Wait

Read: TypeAlias = Callable[..., Any]
# Arguments → the awaited use's key, tasks and seconds, and a part of the text.
LOOKS = {
    "a whole run": ("", ("orders", "()", "0"), '<= {"success"}'),
    "one task": ('external_task_id="load"', ("orders", "('load',)", "0"), "`load` of `orders`"),
    "several tasks": (
        'external_task_ids=["load", "clean"]',
        ("orders", "('load', 'clean')", "0"),
        "`load` and `clean`",
    ),
    "a run before": (
        "execution_delta=timedelta(hours=1, minutes=5)",
        ("orders", "()", "3900"),
        "states_of_other() <=",
    ),
    "states": (
        'allowed_states=["success", "skipped"]',
        ("orders", "()", "0"),
        '<= {"skipped", "success"}',
    ),
    "states that fail": (
        'failed_states=["failed"]',
        ("orders", "()", "0"),
        'if states & {"failed"}:\n        raise RuntimeError(',
    ),
    "states that fail, of a soft one": (
        'failed_states=["failed"], soft_fail=True',
        ("orders", "()", "0"),
        'if states & {"failed"}:\n        raise AirflowSkipException(',
    ),
}
KEPT = {
    "a date that a function works out": "execution_date_fn=lambda moment: moment",
    "a group of a DAG elsewhere": 'external_task_group_id="all"',
    "a state of a variable": 'allowed_states=[Variable.get("state")]',
    "a task of a template": 'external_task_id="load_{{ ds }}"',
    "a span of a variable": 'execution_delta=timedelta(hours=int(Variable.get("hours")))',
}


def dag(arguments: str, more: str = "") -> str:
    call = f'ExternalTaskSensor(task_id="look", external_dag_id="orders", poll_interval=5, {arguments})'
    head = "from airflow.providers.standard.sensors.external_task import ExternalTaskSensor\n"
    return f'{head}with DAG("etl", schedule=None):\n    {call}\n{more}'


@pytest.mark.parametrize(("arguments", "asked", "text"), LOOKS.values(), ids=LOOKS)
def test_it_waits_until_the_other_run_is_in_a_state(
    read: Read, arguments: str, asked: tuple[str, str, str], text: str
) -> None:
    result = read(dag(arguments))
    operation = result.tasks["look"].operation
    assert isinstance(operation, Wait)
    function = result.module.functions[operation.function]
    looks = function.uses[0]
    assert (looks.key, looks.arguments["tasks"], looks.arguments["seconds"]) == asked
    assert text in function.text
    assert (operation.every, result.codes) == (5.0, [])
    assert all(
        function.text[use.start : use.stop].startswith(("states_of_other", "raise Airflow"))
        for use in function.uses
    )


def test_two_sensors_of_one_name_ask_for_their_own_runs(read: Read) -> None:
    again = '    ExternalTaskSensor(task_id="b", external_dag_id="orders", execution_delta=timedelta(1))\n'
    functions = read(dag("", again)).module.functions.values()
    looks = [f.text[use.start : use.stop] for f in functions for use in f.uses]
    assert looks == ["states_of_other()"] * 2
    assert len({f.name for f in functions}) == 2


def test_a_group_of_a_dag_above_is_all_its_tasks(read: Read) -> None:
    above = (
        'with DAG("orders", schedule=None):\n'
        '    with TaskGroup("all"):\n        EmptyOperator(task_id="a")\n'
        '        with TaskGroup("more"):\n            EmptyOperator(task_id="b")\n'
        '    with TaskGroup("allied"):\n        EmptyOperator(task_id="c")\n'
    )
    result = read(above + dag('external_task_group_id="all"'))
    [look] = [use for f in result.module.functions.values() for use in f.uses]
    assert look.arguments["tasks"] == "('all.a', 'all.more.b')"


@pytest.mark.parametrize("arguments", KEPT.values(), ids=KEPT)
def test_what_only_airflow_can_work_out_stays_the_call_that_it_is(
    read: Read, arguments: str
) -> None:
    result = read(dag(arguments))
    assert isinstance(result.tasks["look"].operation, Opaque)
    assert result.codes == ["AFR364"]
