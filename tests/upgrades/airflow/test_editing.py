"""A file of Airflow for another version: what differs is edited, every other character stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from polydag.diagnostics import Collector, Diagnostic
from polydag.frontends.airflow import FRONTEND
from polydag.syntax.module import from_text
from polydag.syntax.project import Project
from polydag.upgrades.airflow import upgraded

OLD = "from airflow.operators.bash import BashOperator\n"
NEW = "from airflow.providers.standard.operators.bash import BashOperator\n"


def edited(text: str, version: str) -> tuple[str, list[str]]:
    """The text for a version, and the codes that are told."""
    source = from_text(text, Path("etl.py"), "etl.py", "etl")
    assert not isinstance(source, Diagnostic)
    collector = Collector()
    module = FRONTEND.read(source, Project(()), Collector())
    read = module if module.pipelines else None
    return upgraded(source, read, version, collector), [d.code for d in collector.diagnostics]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (OLD, NEW),
        ("from airflow.operators.bash_operator import BashOperator\n", NEW),
        (
            "from airflow.operators.dummy_operator import DummyOperator\n"
            'a = DummyOperator(task_id="a")  # kept\n',
            "from airflow.providers.standard.operators.empty import EmptyOperator\n"
            'a = EmptyOperator(task_id="a")  # kept\n',
        ),
        (
            "from airflow.operators.dummy import DummyOperator as Nothing\n"
            'a = Nothing(task_id="a")\n',
            "from airflow.providers.standard.operators.empty import EmptyOperator as Nothing\n"
            'a = Nothing(task_id="a")\n',
        ),
        (
            "from airflow.datasets import Dataset\nAsset = 1\nd = Dataset('x')\n",
            "from airflow.sdk import Asset as Dataset\nAsset = 1\nd = Dataset('x')\n",
        ),
        (
            "from airflow.models import DAG, Variable\nfrom airflow.decorators import task\n" + OLD,
            "from airflow.sdk import DAG, Variable, task\n" + NEW,
        ),
        (
            "from airflow.utils.dates import days_ago\n"
            + OLD
            + 'a = {"start_date": days_ago(2)}\n',
            "import pendulum\n" + NEW + 'a = {"start_date": pendulum.today("UTC").add(days=-2)}\n',
        ),
        (
            "def f():\n    from airflow.models import Variable\n"
            '    return Variable.get("a", default_var=1)\n' + OLD,
            "def f():\n    from airflow.sdk import Variable\n"
            '    return Variable.get("a", default=1)\n' + NEW,
        ),
        (
            OLD + 'BashOperator(task_id="a", provide_context=True, trigger_rule="dummy")\n',
            NEW + 'BashOperator(task_id="a", trigger_rule="always")\n',
        ),
        (
            OLD + "default_args = {\n    'owner': 'a',\n    'provide_context': True,\n}\n",
            NEW + "default_args = {\n    'owner': 'a',\n}\n",
        ),
        (
            OLD
            + 'BashOperator(task_id="a", bash_command="x {{ execution_date }} {{ my.prev_ds }}")\n',
            NEW
            + 'BashOperator(task_id="a", bash_command="x {{ logical_date }} {{ my.prev_ds }}")\n',
        ),
        (
            OLD + "def f(execution_date, ti):\n    return execution_date, ti.execution_date\n",
            NEW + "def f(logical_date, ti):\n    return logical_date, ti.logical_date\n",
        ),
        (
            OLD + "def f(row):\n    return row['execution_date'], row.execution_date\n",
            NEW + "def f(row):\n    return row['execution_date'], row.execution_date\n",
        ),
        (
            OLD
            + "from airflow.operators.python import (\n    # the usual one\n    PythonOperator,\n)\n",
            NEW
            + "# the usual one\nfrom airflow.providers.standard.operators.python import PythonOperator\n",
        ),
    ],
    ids=[
        "an operator of Airflow 2 is one of the standard provider",
        "one of Airflow 1.10 too",
        "a class of another name is renamed where it is used",
        "a name that the author gave stays",
        "a new name that is taken stays the old one",
        "names of one module stand in one statement",
        "days_ago is gone",
        "an import inside a function",
        "arguments without effect go, rules have their newer names",
        "default arguments in rows of their own",
        "templates, and nothing that only looks like them",
        "arguments and objects of the run in bodies",
        "values of one's own are let alone",
        "comments inside an import stay",
    ],
)
def test_only_what_differs_is_edited(before: str, after: str) -> None:
    assert edited(before, "3.3") == (after, [])


DAG = "from airflow import DAG\n{imports}\nwith DAG('etl'{arguments}):\n    {task}\n"
EMPTY = "from airflow.operators.empty import EmptyOperator"


def dag(arguments: str, task: str = "EmptyOperator(task_id='a')", imports: str = EMPTY) -> str:
    return DAG.format(arguments=f", {arguments}" if arguments else "", task=task, imports=imports)


@pytest.mark.parametrize(
    ("text", "said", "codes"),
    [
        (
            dag("schedule_interval='@daily', catchup=False"),
            "with DAG('etl', schedule='@daily', catchup=False):",
            ["AFW001"],
        ),
        (
            dag("schedule_interval='@daily'"),
            "with DAG('etl', schedule=CronDataIntervalTimetable('@daily', timezone=\"UTC\"), catchup=True):",
            ["AFW201"],
        ),
        (
            dag(""),
            "with DAG('etl', schedule=DeltaDataIntervalTimetable(timedelta(days=1)), catchup=True):",
            ["AFW201"],
        ),
        (dag("schedule=None"), "with DAG('etl', schedule=None):", []),
        (
            dag("schedule=None, default_view='graph', concurrency=2"),
            "with DAG('etl', schedule=None, max_active_tasks=2):",
            ["AFW160"],
        ),
        (
            dag(
                "schedule='0 * * * *', catchup=False",
                "BashOperator(task_id='a', bash_command='{{ prev_ds }} {{ yesterday_ds }}')",
                OLD,
            ),
            "{{ ((logical_date - macros.timedelta(hours=1)) | ds) }} "
            "{{ ((logical_date - macros.timedelta(days=1)) | ds) }}",
            ["AFW201", "AFW210", "AFW210"],
        ),
        (
            dag("schedule=None", "BashOperator(task_id='a', bash_command='{{ prev_ds }}')", OLD),
            "bash_command='{{ prev_ds }}'",
            ["AFW362"],
        ),
    ],
    ids=[
        "a cron is the same where nothing asks for its interval",
        "one that catches up keeps its intervals, and says that it does",
        "a DAG that says nothing runs daily",
        "no schedule says all",
        "what is gone is told",
        "what a template cannot ask for any more is computed",
        "where the length of an interval is not known, that is told",
    ],
)
def test_the_same_runs_start_and_know_the_same(text: str, said: str, codes: list[str]) -> None:
    result, told = edited(text, "3.3")
    assert said in result
    assert told == codes
    assert all(f"# polydag {code}: " in result for code in codes if code != "AFW001")


@pytest.mark.parametrize(
    ("text", "said", "codes"),
    [
        (
            "from airflow.sdk import DAG\nwith DAG('etl'):\n    pass\n",
            "from airflow import DAG\nwith DAG('etl', schedule=None):\n    pass\n",
            [],
        ),
        (
            "from airflow.sdk import DAG\nwith DAG('etl', schedule='@daily'):\n    pass\n",
            "schedule=CronTriggerTimetable('@daily', timezone=\"UTC\"), catchup=False, "
            'start_date=pendulum.datetime(2024, 1, 1, tz="UTC")',
            ["AFW050"],
        ),
        (
            "from airflow.sdk import Asset\na = Asset('name', uri='s3://a', group='g')\n",
            "from airflow.datasets import Dataset\n"
            "# polydag AFW160: `group` of `Asset` was taken out: Airflow 2.11 has none\n"
            "a = Dataset(uri='s3://a')\n",
            ["AFW160"],
        ),
        (
            "from airflow.sdk import AssetWatcher\n",
            "from airflow.sdk import AssetWatcher\n",
            ["AFW360"],
        ),
        (
            "from airflow.sdk import task\n@task\ndef f(ti=None):\n    return ti.xcom_pull(key='a')\n",
            "from airflow.decorators import task\n",
            ["AFW361"],
        ),
    ],
    ids=[
        "no schedule is said, as Airflow 2 would run it daily",
        "a cron is about its tick, and has a start",
        "an asset is a dataset and known by its URI",
        "what Airflow 2 lacks is told and stays",
        "a pull that names no task is told",
    ],
)
def test_a_file_goes_back_to_the_older_version(text: str, said: str, codes: list[str]) -> None:
    result, told = edited(text, "2.11")
    assert said in result
    assert told == codes


@pytest.mark.parametrize("version", ["2.11", "3.3"])
def test_a_file_of_the_version_itself_stays_as_it_is(version: str) -> None:
    text = {"2.11": OLD + "x = 1 ;  y = 2\n", "3.3": "from airflow.sdk import DAG  #kept\nx=1\n"}
    assert edited(text[version], version) == (text[version], [])


def test_what_was_edited_is_a_file_of_the_newer_version() -> None:
    once, _ = edited(dag("schedule_interval='@daily'"), "3.3")
    assert edited(once, "3.3") == (once, [])
