"""Claims about sensors: what each of their arguments means, in both spellings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from polydag.ir.model import Symbolic
from polydag.ir.operations import Wait
from polydag.ir.values import Constant, OutputOf

Read: TypeAlias = Callable[..., Any]
IMPORTS = "from airflow.providers.standard.sensors.python import PythonSensor\n"
LOOK = "def look():\n    return True\n"
# Arguments of a sensor → fields of the wait, where they are not those of a wait that nobody says more of.
ARGUMENTS: dict[str, tuple[str, dict[str, object]]] = {
    "a look a minute, for a week": ("", {}),
    "seconds": ("poke_interval=5, timeout=30.5", {"every": 5.0, "within": 30.5}),
    "time spans": (
        "poke_interval=timedelta(minutes=2), timeout=timedelta(hours=1)",
        {"every": 120.0, "within": 3600.0},
    ),
    "an interval that grows": (
        "exponential_backoff=True, max_wait=timedelta(hours=1)",
        {"growing": True, "at_most": 3600.0},
    ),
    "a mode that frees the worker": ('mode="reschedule"', {"frees_worker": True}),
    "a mode that holds it": ('mode="poke"', {}),
    "a soft failure": ("soft_fail=True", {"on_timeout": "skip"}),
    "no failure": ("never_fail=True", {"on_error": "skip"}),
    "errors that only the log shows": ("silent_fail=True", {"on_error": "look_again"}),
    "both of these, of which Airflow asks for the silent one first": (
        "silent_fail=True, never_fail=True",
        {"on_error": "look_again"},
    ),
}


@pytest.mark.parametrize(("arguments", "fields"), ARGUMENTS.values(), ids=ARGUMENTS)
def test_both_spellings_mean_the_same_wait(
    read: Read, arguments: str, fields: dict[str, object]
) -> None:
    given = f", {arguments}" if arguments else ""
    classic = read(
        f'{IMPORTS}{LOOK}with DAG("etl"):\n'
        f'    PythonSensor(task_id="look", python_callable=look{given})\n'
    )
    flow = read(
        f'with DAG("etl"):\n    @task.sensor({arguments})\n    def look(): return True\n    look()\n'
    )
    for result in (classic, flow):
        assert result.tasks["look"].operation == Wait(function="look", **fields)
        assert result.diagnostics == ()


def test_default_arguments_feed_sensors_and_not_other_tasks(read: Read) -> None:
    result = read(
        f"{IMPORTS}{LOOK}"
        'with DAG("etl", default_args={"poke_interval": 7, "mode": "reschedule"}):\n'
        '    PythonSensor(task_id="a", python_callable=look)\n'
        '    PythonOperator(task_id="b", python_callable=look)\n'
    )
    assert result.tasks["a"].operation == Wait(function="look", every=7.0, frees_worker=True)
    assert result.tasks["b"].extras == {}


def test_an_interval_that_only_the_run_knows_stays_an_expression(read: Read) -> None:
    result = read(
        f"import os\n{IMPORTS}{LOOK}"
        'with DAG("etl"):\n'
        '    PythonSensor(task_id="a", python_callable=look, timeout=int(os.environ["N"]))\n'
    )
    within = result.tasks["a"].operation.within
    assert isinstance(within, Symbolic)
    assert within.text == 'int(os.environ["N"])'


def test_a_mode_that_only_the_run_knows_is_told(read: Read) -> None:
    result = read(
        f"import os\n{IMPORTS}{LOOK}"
        'with DAG("etl"):\n'
        '    PythonSensor(task_id="a", python_callable=look, mode=os.environ["MODE"])\n'
    )
    assert [(d.code, d.task) for d in result.diagnostics] == [("AFR101", "a")]


def test_arguments_and_outputs_of_others_reach_the_function(read: Read) -> None:
    result = read(
        f"{IMPORTS}def find(path, day): return path\n"
        'with DAG("etl"):\n'
        "    @task\n"
        '    def path(): return "x"\n'
        '    a = PythonSensor(task_id="a", python_callable=find, op_args=["x"], op_kwargs={"day": "y"})\n'
        "    @task.sensor\n"
        "    def b(path): return bool(path)\n"
        "    b(path()) >> a\n"
    )
    assert result.tasks["a"].operation.arguments == {
        "path": Constant(value="x"),
        "day": Constant(value="y"),
    }
    assert result.tasks["b"].operation.arguments == {"path": OutputOf(task="path")}


@pytest.mark.parametrize(
    "imported",
    ["from airflow.sdk import PokeReturnValue", "from airflow.sensors.base import PokeReturnValue"],
)
def test_what_a_look_hands_on_is_marked(read: Read, imported: str) -> None:
    result = read(
        f'{imported}\nwith DAG("etl"):\n'
        "    @task.sensor\n"
        "    def rows():\n"
        "        return PokeReturnValue(True, xcom_value=[1])\n"
        "    rows()\n"
    )
    (use,) = result.module.functions["rows"].uses
    assert (use.kind, use.arguments) == ("seen", {"done": "True", "value": "[1]"})
