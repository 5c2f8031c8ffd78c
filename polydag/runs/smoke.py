"""The small run that an environment must pass before it counts: two tasks, the second given what the first returned."""

from __future__ import annotations

import tempfile
from pathlib import Path

from polydag.runs.environments import EngineEnvironment
from polydag.runs.protocol import Job, TaskJob
from polydag.runs.record import RunRecord
from polydag.runs.zygote import Zygote

_BODIES = """
{task}
def one():
    return 1


{task}
def two(number):
    return number + 1


{pipeline}
def smoke():
    {call}
"""
_SPELLINGS = {
    "airflow-3.3": ("from airflow.sdk import dag, task\n", "@task", "@dag(schedule=None)"),
    "airflow-2.11": (
        "import datetime\n\nfrom airflow.decorators import dag, task\n",
        "@task",
        "@dag(schedule=None, start_date=datetime.datetime(2024, 1, 1))",
    ),
    "dagster-1.13": ("from dagster import job, op\n", "@op", "@job"),
    "prefect-3.8": ("from prefect import flow, task\n", "@task", "@flow"),
}


def failure(environment: EngineEnvironment) -> str | None:
    """Run two tasks in the environment; return what went wrong in one line, None where nothing did."""
    with tempfile.TemporaryDirectory(prefix="polydag-") as folder:
        file = Path(folder) / "smoke.py"
        file.write_text(program(environment.engine.key))
        with Zygote(environment) as zygote:
            record = zygote.run(_job(file))
    wrong = _wrong(record)
    return f"the trial run failed: {wrong}" if wrong else None


def program(key: str) -> str:
    """Return the pipeline in the words of an engine."""
    imports, task, pipeline = _SPELLINGS[key]
    text = imports + _BODIES.format(task=task, pipeline=pipeline, call="two(one())")
    return f"{text}\n\nsmoke()\n" if key.startswith("airflow") else text


def _job(file: Path) -> Job:
    tasks = tuple(TaskJob(id=name, address=name, stub=False) for name in ("one", "two"))
    return Job(file=file, root=file.parent, pipeline="smoke", bodies="real", tasks=tasks)


def _wrong(record: RunRecord) -> str | None:
    if record.runner.error is not None:
        last = (record.runner.log or "").strip().rpartition("\n")[2]
        return f"{record.runner.error}: {last}" if last else record.runner.error
    outputs = {task.id: task.outputs.get("result") for task in record.tasks}
    if outputs != {"one": 1, "two": 2}:
        return f"it gave {outputs}, not one 1 and two 2"
    return None
