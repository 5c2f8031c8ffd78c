"""Claims about DAGs: how they are made, when they run, what they state for all tasks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from polydag.ir.model import Symbolic
from polydag.ir.values import Constant, ParameterOf

Read: TypeAlias = Callable[..., Any]

STYLES = {
    "a with block": 'with DAG("etl"):\n    EmptyOperator(task_id="a")',
    "an assigned DAG": 'd = DAG("etl")\nEmptyOperator(task_id="a", dag=d)',
    "a decorated function": '@dag\ndef etl():\n    EmptyOperator(task_id="a")\netl()',
    "a decorated function with an id": (
        '@dag(dag_id="etl")\ndef f():\n    EmptyOperator(task_id="a")\nf()'
    ),
    "a factory": (
        'def make(id):\n    with DAG(id) as d:\n        EmptyOperator(task_id="a")\n    return d\n'
        'globals()["etl"] = make("etl")'
    ),
}


@pytest.mark.parametrize("text", STYLES.values(), ids=STYLES)
def test_a_dag_is_read_however_it_is_made(text: str, read: Read) -> None:
    result = read(text)
    assert (result.pipeline.id, list(result.tasks), result.codes) == ("etl", ["a"], [])


def test_a_factory_makes_a_pipeline_each_time(read: Read) -> None:
    result = read(
        """
        def make(id):
            with DAG(id) as d:
                EmptyOperator(task_id="a")
            return d

        for id in ["x", "y"]:
            globals()[id] = make(id)
        """
    )
    assert [pipeline.id for pipeline in result.module.pipelines] == ["x", "y"]


SCHEDULES = {
    "a cron": ('schedule="0 6 * * *"', {"crons": ("0 6 * * *",), "window": "point"}),
    "a preset": ('schedule="@quarterly"', {"crons": ("0 0 1 */3 *",)}),
    "a time span": (
        "schedule=timedelta(hours=2)",
        {"kind": "interval", "every": 7200.0, "window": "point"},
    ),
    "a time span that is computed": (
        'schedule=timedelta(hours=int(Variable.get("hours")))',
        {"kind": "interval", "crons": ()},
    ),
    "once": ('schedule="@once"', {"kind": "once"}),
    "continuously": ('schedule="@continuous"', {"kind": "continuous"}),
    "assets": ('schedule=[Asset("a"), Asset("b")]', {"kind": "assets", "assets": ("a", "b")}),
    "any of two assets": (
        'schedule=Asset("a") | Asset("b")',
        {"kind": "assets", "condition": "any"},
    ),
}


@pytest.mark.parametrize(("given", "expected"), SCHEDULES.values(), ids=SCHEDULES)
def test_a_schedule_says_when_runs_start(given: str, expected: dict[str, Any], read: Read) -> None:
    [schedule] = read(f'with DAG("etl", {given}):\n    pass').pipeline.schedules
    assert {name: getattr(schedule, name) for name in expected} == expected


def test_a_timetable_of_intervals_is_about_the_time_before(read: Read) -> None:
    [schedule] = read(
        """
        from airflow.sdk import CronDataIntervalTimetable
        with DAG("etl", schedule=CronDataIntervalTimetable("0 6 * * *", timezone="Europe/Berlin")):
            pass
        """
    ).pipeline.schedules
    assert (schedule.window, schedule.timezone) == ("preceding", "Europe/Berlin")


def test_the_zone_of_a_cron_comes_from_the_start_date_of_the_defaults(read: Read) -> None:
    pipeline = read(
        """
        import pendulum
        start = pendulum.datetime(2024, 1, 1, tz="Europe/Berlin")
        with DAG("etl", schedule="0 6 * * *", default_args={"start_date": start}):
            EmptyOperator(task_id="a")
        """
    ).pipeline
    assert pipeline.schedules[0].timezone == "Europe/Berlin"
    assert pipeline.start == "2024-01-01T00:00:00+01:00"


def test_a_computed_schedule_is_kept_as_its_expression(read: Read) -> None:
    [schedule] = read(
        'import os\nwith DAG("etl", schedule=os.environ["CRON"]):\n    pass'
    ).pipeline.schedules
    assert isinstance(schedule.crons[0], Symbolic)
    assert (schedule.crons[0].text, schedule.crons[0].names) == ('os.environ["CRON"]', ("os",))


def test_a_constant_of_the_building_code_that_a_body_reads_is_carried(read: Read) -> None:
    result = read(
        "def load():\n    print(options)\n\n"
        'with DAG("etl"):\n    options = ["a", "b"]\n'
        '    PythonOperator(task_id="load", python_callable=load)'
    )
    assert [piece.text for piece in result.module.prelude] == ["options = ['a', 'b']"]
    assert result.codes == []


def test_an_object_of_airflow_that_a_body_reads_is_told(read: Read) -> None:
    result = read(
        'ORDERS = Asset("orders")\n\ndef load():\n    print(ORDERS)\n\n'
        'with DAG("etl"):\n    PythonOperator(task_id="load", python_callable=load)'
    )
    assert "AFR310" in result.codes


def test_a_schedule_object_that_nothing_reads_is_told_and_no_cron(read: Read) -> None:
    result = read(
        "from airflow.timetables.assets import AssetOrTimeSchedule\n"
        'with DAG("etl", schedule=AssetOrTimeSchedule(\n    timetable=None, assets=None\n)):\n    pass'
    )
    assert result.pipeline.schedules == ()
    assert "AFR305" in result.codes


TWO = """
from datetime import datetime
from airflow import DAG
from airflow.operators.dummy_operator import DummyOperator

dag = DAG("etl", schedule_interval="@daily", start_date=datetime(2024, 1, 1))
a = DummyOperator(task_id="a", dag=dag)
"""


def test_a_file_of_airflow_2_has_its_defaults(read_file: Read) -> None:
    result = read_file(etl=TWO)
    pipeline = result.pipeline
    assert result.module.version == "2.11"
    assert pipeline.catchup is True
    assert pipeline.schedules[0].window == "preceding"
    assert result.tasks["a"].operation.kind == "empty"


def test_a_file_of_airflow_3_does_not_catch_up(read: Read) -> None:
    result = read('with DAG("etl", schedule="@daily"):\n    pass')
    assert (result.module.version, result.pipeline.catchup) == ("3.3", False)


def test_a_project_class_called_dag_is_not_airflows(read_file: Read) -> None:
    result = read_file(
        etl="""
        import airflow
        class DAG:
            def __init__(self, name):
                self.name = name
        d = DAG("mine")
        """
    )
    assert result.module.pipelines == ()


def test_parameters_have_types_defaults_and_constraints(read: Read) -> None:
    x, y, z = read(
        """
        with DAG("etl", params={
            "x": 1, "y": Param("a", type=["null", "string"], enum=["a"]), "z": Param(type="integer"),
        }):
            pass
        """
    ).pipeline.parameters
    assert x.default == Constant(value=1)
    assert (y.json_type, y.default, y.constraints) == (
        "string",
        Constant(value="a"),
        {"enum": ["a"], "type": ["null", "string"]},
    )
    assert z.required


def test_parameters_of_the_defaults_and_of_tasks_are_parameters_of_the_run(read: Read) -> None:
    result = read(
        """
        with DAG("etl", default_args={"params": {"x": 2}}, params={"x": 1, "y": 1}):
            EmptyOperator(task_id="one", params={"y": 1, "z": Param(3, type="integer")})
            EmptyOperator(task_id="two", params={"y": 5})
        """
    )
    defaults = {p.name: p.default for p in result.pipeline.parameters}
    assert defaults == {name: Constant(value=n) for name, n in (("x", 2), ("y", 1), ("z", 3))}
    assert result.tasks["one"].extras == {}
    assert "params" in result.tasks["two"].extras["airflow"]


def test_arguments_of_a_decorated_dag_are_parameters(read: Read) -> None:
    result = read(
        """
        @task
        def load(day):
            pass

        @dag(schedule=None)
        def etl(day: str = "today"):
            load(day)

        etl()
        """
    )
    [parameter] = result.pipeline.parameters
    assert (parameter.annotation, parameter.default) == ("str", Constant(value="today"))
    assert result.tasks["load"].operation.arguments == {"day": ParameterOf(name="day")}


def test_what_a_dag_states_is_carried(read: Read) -> None:
    result = read(
        """
        def page(context):
            pass

        with DAG(
            "etl", description="d", tags=["b", "a"], max_active_runs=1, max_active_tasks=2,
            dagrun_timeout=timedelta(hours=1), doc_md="doc", on_failure_callback=page,
            end_date=datetime(2025, 1, 1), catchup=True, is_paused_upon_creation=True,
        ):
            pass
        """
    )
    pipeline = result.pipeline
    assert (pipeline.description, pipeline.doc, pipeline.tags) == ("d", "doc", ("b", "a"))
    assert (pipeline.max_active_runs, pipeline.max_active_tasks, pipeline.timeout) == (1, 2, 3600.0)
    assert (pipeline.end, pipeline.catchup) == ("2025-01-01T00:00:00", True)
    assert [(hook.event, hook.function) for hook in pipeline.hooks] == [("failure", "page")]
    assert pipeline.extras == {"airflow": {"is_paused_upon_creation": Constant(value=True)}}
    assert list(result.module.functions) == ["page"]


def test_a_dag_of_an_imported_module_is_that_modules(read_file: Read) -> None:
    result = read_file(
        dags__etl="""
        from airflow.sdk import DAG
        from dags.other import SETTINGS
        with DAG("mine", **SETTINGS):
            pass
        """,
        dags__other="""
        from airflow.sdk import DAG
        SETTINGS = {"description": "shared"}
        with DAG("theirs"):
            pass
        """,
    )
    assert [(p.id, p.description) for p in result.module.pipelines] == [("mine", "shared")]


@pytest.mark.parametrize(
    ("callback", "text"),
    [
        ("partial(page, room='a')", "page(context, room='a')"),
        ("partial(page, [1, ROOM])", "page([1, 'b'], context)"),
        ("page", "page(context)"),
        ("alone", None),
    ],
)
def test_a_callback_that_is_a_partial_or_is_called_elsewhere_is_called_by_a_hook(
    read: Read, callback: str, text: str | None
) -> None:
    result = read(
        f"""
        from functools import partial
        ROOM = "b"

        def page(context):
            pass

        def alone(context):
            page(context)

        with DAG("etl", on_failure_callback={callback}):
            EmptyOperator(task_id="a", on_failure_callback={callback})
        """
    )
    assert result.codes == []
    [hook] = result.pipeline.hooks
    assert result.tasks["a"].hooks == (hook,)
    if text is None:
        assert hook.function == "alone"
    else:
        assert hook.function == "call_page"
        assert result.module.functions["call_page"].text.endswith(f"(context):\n    {text}")
        assert "page" in {name for piece in result.module.prelude for name in piece.defines}


def test_a_partial_of_what_a_function_makes_is_told_by_its_name(read: Read) -> None:
    result = read(
        """
        from functools import partial

        def make(room):
            def page(context, number):
                print(room)
            return partial(page, number=1)

        with DAG("etl", on_failure_callback=make("a")):
            pass
        """
    )
    assert result.codes == ["AFR306"]
    assert "`partial(page, …)`" in result.diagnostics[0].message
