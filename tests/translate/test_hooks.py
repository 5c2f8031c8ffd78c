"""Functions that are called at the end of tasks and runs, from each engine into the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from polydag.backends.contract import Options
from polydag.engines import parse_target
from polydag.translate.reading import read_file
from polydag.translate.sources import SourceFile
from polydag.translate.writing import write

PREFECT = '''
import httpx
from prefect import Task, flow, task
from prefect.client.schemas.objects import State, StateType, TaskRun

def alert(task: Task, task_run: TaskRun, state: State) -> None:
    """Tell the team."""
    error = state.result(raise_on_failure=False)
    httpx.post("https://x", json={"text": f"{task.name}/{task_run.flow_run_id}: {state.message}", "error": repr(error)})
    httpx.post("https://x", json={"began": task_run.start_time.isoformat()})

def ended(tsk, run, st):
    if st.is_failed():
        print("lost", run.name, str(st))
    elif st.type == StateType.COMPLETED:
        print("fine", tsk.name)

async def run_failed(flow, flow_run, state):
    print(f"{flow.name} {flow_run.id}: {state.message}")

@task(on_failure=[alert, ended], on_completion=[ended])
def load() -> int:
    return 1

@load.on_failure
def put_on_later(task, task_run, state):
    print("later")

@flow(on_failure=[run_failed])
def alerts():
    load()

@alerts.on_completion
def cheered(flow, flow_run, state):
    print(flow_run.name)
'''
AIRFLOW = """
from airflow.sdk import dag, task

def alert(context):
    ti = context["task_instance"]
    print(f"{ti.task_id} {context['dag'].dag_id} {ti.log_url} {context['exception']} {context['run_id']}")

def ended(context):
    print(context["reason"], context["params"]["day"])

@task(on_failure_callback=alert)
def load():
    return 1

@dag(on_failure_callback=[alert, ended], params={"day": "x"})
def alerts():
    load()

alerts()
"""
DAGSTER = """
from dagster import HookContext, failure_hook, job, op

@failure_hook
def alert(context: HookContext):
    print(f"{context.op.name} {context.run_id} {context.op_exception}")
    context.resources.slack.say(context.op.name)

@op
def load():
    return 1

@job(hooks={alert})
def alerts():
    load()
"""


def converted(text: str, target: str, folder: Path) -> tuple[str, dict[str, str]]:
    """The code for a target, and the last message of each code."""
    path = folder / "module.py"
    path.write_text(text)
    reading = read_file(SourceFile(path, str(path)))
    [written] = write([reading], [parse_target(target)], Options())
    told = (*reading.diagnostics, *written.diagnostics)
    return written.text or "", {d.code: d.message for d in told}


CASES = [
    pytest.param(
        PREFECT,
        "airflow",
        [
            'def alert(context) -> None:\n    """Tell the team."""\n    error = context["exception"]\n',
            "f\"{context['ti'].task_id}/{context['run_id']}: {context['exception']}\"",
            '"began": None',
            'if context["ti"].state == "failed":',
            'str((context.get("exception") or context["ti"].state))',
            'elif context["ti"].state == "success":',
            "on_failure_callback=[alert, ended, put_on_later]",
            "on_success_callback=ended",
            "on_failure_callback=lambda context: asyncio.run(run_failed(context))",
            "{context['dag'].dag_id} {context['run_id']}: {context['reason']}",
            "on_success_callback=cheered",
        ],
        {"IR311": "task_run.start_time.isoformat()"},
        id="Prefect's hooks are callbacks of Airflow",
    ),
    pytest.param(
        PREFECT,
        "dagster",
        [
            "@failure_hook\ndef alert(context: HookContext) -> None:",
            "error = context.op_exception",
            "\n\n\ndef ended(context: HookContext):\n    if context.op_exception is not None:",
            "@failure_hook\ndef ended_on_failure(context: HookContext) -> None:\n    ended(context)",
            "@success_hook\ndef ended_on_success(context: HookContext) -> None:\n    ended(context)",
            "@failure_hook\ndef put_on_later(",
            "def run_failed_on_failure(context: RunFailureSensorContext) -> None:\n"
            "    asyncio.run(run_failed(context))",
            "{context.dagster_run.job_name} {context.dagster_run.run_id}: {context.failure_event.message}",
            "def cheered(context: RunStatusSensorContext):\n    print(context.dagster_run.run_id)",
        ],
        {"IR311": "task_run.start_time.isoformat()", "DGW214": "sensor"},
        id="Prefect's hooks are hooks and sensors of Dagster",
    ),
    pytest.param(
        PREFECT,
        "prefect",
        [
            "@task(on_failure=[alert, ended, put_on_later], on_completion=[ended])",
            "@flow(on_failure=[run_failed], on_completion=[cheered])",
            "def put_on_later(task, task_run, state):",
        ],
        {},
        id="a hook that was put on later stands with the others",
    ),
    pytest.param(
        AIRFLOW,
        "prefect",
        [
            "def alert(task, task_run, state):",
            "{task.name} {runtime.flow_run.flow_name} {None} "
            "{state.result(raise_on_failure=False)} {task_run.flow_run_id}",
            "def alert_of_flow(flow, flow_run, state):",
            "{None} {flow.name} {None} {state.result(raise_on_failure=False)} {flow_run.id}",
            'print(state.message, flow_run.parameters["day"])',
            "on_failure=[alert_of_flow, ended]",
            "on_failure=[alert]",
        ],
        {"IR311": "`ti.log_url`"},
        id="Airflow's callbacks of tasks and DAGs are hooks of Prefect",
    ),
    pytest.param(
        AIRFLOW,
        "dagster",
        [
            "@failure_hook\ndef alert(context: HookContext):",
            "def alert_of_run(context: RunFailureSensorContext):",
            "sensors=[alert_of_run, ended]",
            "print(context.failure_event.message, None)",
        ],
        {"IR311": "its parameter `day`"},
        id="a callback of tasks and DAGs is a hook and a sensor",
    ),
    pytest.param(
        DAGSTER,
        "prefect",
        [
            "def alert(task, task_run, state):",
            "{task.name} {task_run.flow_run_id} {state.result(raise_on_failure=False)}",
            "\n    None\n",
        ],
        {"IR311": "`context.resources.slack.say`"},
        id="Dagster's hooks are hooks of Prefect",
    ),
    pytest.param(
        DAGSTER,
        "airflow",
        ["{context['ti'].task_id} {context['run_id']} {context['exception']}", "\n    None\n"],
        {"IR311": "`context.resources.slack.say`"},
        id="Dagster's hooks are callbacks of Airflow",
    ),
]


@pytest.mark.parametrize(("source", "target", "lines", "told"), CASES)
def test_hooks(
    source: str, target: str, lines: list[str], told: dict[str, str], tmp_path: Path
) -> None:
    code, found = converted(source, target, tmp_path)
    assert [line for line in lines if line not in code] == []
    assert [(c, m) for c, m in told.items() if m not in found.get(c, "")] == []
    assert not {"IR306", "IR902", "IR903", "AFW309", "DGW303", "DGW304"} & found.keys()
    compile(code, "made.py", "exec")
