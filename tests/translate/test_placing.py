"""What is told of a task is told of the task of one pipeline, and so is counted in the summary."""

from __future__ import annotations

from pathlib import Path

from polydag import convert

SOURCE = """
from dagster import Jitter, RetryPolicy, job, op


@op(retry_policy=RetryPolicy(max_retries=2, delay=10, jitter=Jitter.FULL))
def load():
    return 1


@op
def other():
    return 2


@job
def first():
    load()


@job
def second():
    other.alias("load")()
"""


def test_what_is_told_of_tasks_of_one_name_names_the_pipeline_that_it_holds_for(
    tmp_path: Path,
) -> None:
    (tmp_path / "both.py").write_text(SOURCE)
    done = convert(tmp_path / "both.py", to="prefect")
    told = [(d.pipeline, d.task) for d in done.diagnostics if d.code == "PFW210"]
    assert told == [("first", "load")]
    [comment] = [row for row in done.code.splitlines() if row.startswith("# polydag PFW210")]
    assert comment in done.code.partition("other")[0]
