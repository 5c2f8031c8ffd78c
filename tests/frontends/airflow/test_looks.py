"""Claims about sensors and branches whose function polydag writes: what the function says, in the author's names."""

from __future__ import annotations

import os
from collections.abc import Callable
from glob import glob
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from polydag.ir.operations import Choose, Opaque, Wait
from polydag.ir.values import Constant

Read: TypeAlias = Callable[..., Any]

HEAD = """
from datetime import datetime, time, timedelta
from airflow import DAG
from airflow.providers.standard.operators.datetime import BranchDateTimeOperator
from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.providers.standard.operators.weekday import BranchDayOfWeekOperator
from airflow.providers.standard.sensors.bash import BashSensor
from airflow.providers.standard.sensors.date_time import DateTimeSensor, DateTimeSensorAsync
from airflow.providers.standard.sensors.filesystem import FileSensor
from airflow.providers.standard.sensors.time import TimeSensor
from airflow.providers.standard.sensors.time_delta import TimeDeltaSensor
from airflow.providers.standard.sensors.weekday import DayOfWeekSensor
from airflow.providers.standard.utils.weekday import WeekDay

with DAG("etl", schedule="@daily", start_date=datetime(2026, 1, 1)):
    {call}
"""


@pytest.mark.parametrize(
    ("call", "said"),
    [
        pytest.param(
            "TimeSensor(task_id='t', target_time=time(2, 30))",
            "return now > now.replace(hour=2, minute=30, second=0, microsecond=0)",
            id="a time of day is that of today",
        ),
        pytest.param(
            "DateTimeSensor(task_id='t', target_time=datetime(2026, 1, 5))",
            'datetime.fromisoformat("2026-01-05T00:00:00").replace(tzinfo=timezone.utc)',
            id="a moment without a zone is in UTC",
        ),
        pytest.param(
            "TimeDeltaSensor(task_id='t', delta=timedelta(minutes=2))",
            "> data_interval_end + timedelta(seconds=120)",
            id="a delay counts from the end of the interval",
        ),
        pytest.param(
            "TimeDeltaSensor(task_id='t', delta=2)",
            "> data_interval_end + timedelta(seconds=120)",
            id="a delay that is a number counts minutes",
        ),
        pytest.param(
            "DayOfWeekSensor(task_id='t', week_day={WeekDay.SUNDAY, WeekDay.SATURDAY})",
            "return datetime.now(timezone.utc).isoweekday() in (6, 7)",
            id="days of the week by their enum",
        ),
        pytest.param(
            "DayOfWeekSensor(task_id='t', week_day='monday', use_task_logical_date=True)",
            "return logical_date.isoweekday() == 1",
            id="the day of the run's date",
        ),
        pytest.param(
            "BashSensor(task_id='t', bash_command='x', retry_exit_code=7)",
            "if code not in (0, 7):",
            id="an exit code that asks for another look",
        ),
        pytest.param(
            "FileSensor(task_id='t', filepath='/x/**', recursive=True)",
            "for path in glob(filepath, recursive=True)",
            id="a pattern that goes down into folders",
        ),
    ],
)
def test_a_sensor_is_a_wait_for_what_a_written_function_looks_for(
    call: str, said: str, read_file: Read
) -> None:
    read = read_file(etl=HEAD.format(call=call))
    [task] = read.tasks.values()
    assert isinstance(task.operation, Wait)
    assert said in read.module.functions[task.operation.function].text
    assert task.native is not None
    assert task.native.source.startswith(call[:9])
    assert read.codes == []


def test_a_deferred_sensor_frees_its_worker(read_file: Read) -> None:
    call = "DateTimeSensorAsync(task_id='t', target_time='{{ ds }}', timeout=60, soft_fail=True)"
    [task] = read_file(etl=HEAD.format(call=call)).tasks.values()
    assert (task.operation.frees_worker, task.operation.within) == (True, 60.0)
    assert (task.operation.on_timeout, task.operation.every) == ("skip", 60.0)


def test_a_branch_names_what_it_starts_and_the_join_is_no_label(
    read_file: Read,
) -> None:
    call = """b = BranchDayOfWeekOperator(
        task_id="b", week_day="Monday", follow_task_ids_if_true=["x", "y"], follow_task_ids_if_false="z")
    b >> [EmptyOperator(task_id="x"), EmptyOperator(task_id="y"), EmptyOperator(task_id="z")]"""
    read = read_file(etl=HEAD.format(call=call))
    operation = read.tasks["b"].operation
    assert isinstance(operation, Choose)
    assert (operation.many, set(operation.labels)) == (True, {"x", "y", "z"})
    text = read.module.functions[operation.function].text
    assert text.endswith('        return ["x", "y"]\n    return "z"')


@pytest.mark.parametrize(
    "call",
    [
        pytest.param(
            "BranchDateTimeOperator(task_id='t', target_lower=unknown(), target_upper=None,"
            " follow_task_ids_if_true='a', follow_task_ids_if_false='b')",
            id="a bound that is not known",
        ),
        pytest.param("DayOfWeekSensor(task_id='t', week_day=days())", id="days not known"),
    ],
)
def test_what_is_not_known_while_reading_is_kept_as_it_is(call: str, read_file: Read) -> None:
    read = read_file(etl=HEAD.format(call=call))
    assert isinstance(read.tasks["t"].operation, Opaque)
    assert read.codes == ["AFR307"]


def test_what_is_assigned_afterwards_is_no_part_of_a_call_that_is_kept(read_file: Read) -> None:
    call = "t = FileSensor(task_id='t', filepath='/x'); t.trigger_rule = 'all_done'"
    [task] = read_file(etl=HEAD.format(call=call)).tasks.values()
    assert (task.native, task.rule) == (None, "all_done")


def test_the_author_s_own_names_are_used_and_never_taken(read_file: Read) -> None:
    text = """
    import datetime
    from airflow import DAG
    from airflow.providers.standard.sensors.time import TimeSensor
    def timezone(): ...
    with DAG("etl"):
        TimeSensor(task_id="t", target_time=datetime.time(1))
    """
    [function] = read_file(etl=text).module.functions.values()
    assert "datetime.datetime.now(datetime.timezone.utc)" in function.text


def test_the_same_look_of_two_sensors_is_one_function(read_file: Read) -> None:
    call = "[FileSensor(task_id=name, filepath=f'/{name}') for name in ('a', 'b')]"
    read = read_file(etl=HEAD.format(call=call))
    assert list(read.module.functions) == ["file_is_there"]
    paths = [task.operation.arguments["filepath"] for task in read.tasks.values()]
    assert paths == [Constant(value="/a"), Constant(value="/b")]


def test_a_file_is_there_when_it_or_one_in_a_folder_is(tmp_path: Path, read_file: Read) -> None:
    call = "FileSensor(task_id='t', filepath='/x')"
    [function] = read_file(etl=HEAD.format(call=call)).module.functions.values()
    names: dict[str, Any] = {"os": os, "glob": glob}
    exec(function.text, names)
    look = names["file_is_there"]
    (tmp_path / "empty").mkdir()
    (tmp_path / "full" / "deep").mkdir(parents=True)
    (tmp_path / "full" / "deep" / "x.csv").touch()
    found = {name: look(f"{tmp_path}/{name}") for name in ("empty", "full", "full/d*/*.csv", "no")}
    assert found == {"empty": False, "full": True, "full/d*/*.csv": True, "no": False}


def test_a_range_across_midnight_ends_on_the_next_day(read_file: Read) -> None:
    for lower, upper, passes in (("22, 30", "6", True), ("6", "22, 30", False)):
        call = (
            f"BranchDateTimeOperator(task_id='t', target_lower=time({lower}), target_upper=time({upper}),"
            " follow_task_ids_if_true='a', follow_task_ids_if_false='b')"
        )
        [function] = read_file(etl=HEAD.format(call=call)).module.functions.values()
        assert ("+ timedelta(days=1)" in function.text) == passes
