"""What counts as equal, told and unsaid between what Airflow loads and what is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from polydag.translate.reading import read_file
from polydag.translate.sources import SourceFile
from tests.corpus.public.compared import compared
from tests.corpus.structures import TaskForm
from tests.corpus.truth import Loaded

TEXT = """\
from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator
from company import more, today

with DAG("etl", schedule=None, start_date=today()):
    first = BashOperator(task_id="first", bash_command="date")
    second = BashOperator(task_id="second", bash_command="date")
    third = BashOperator(task_id="third", bash_command="echo {{ ti.xcom_pull('first') }}")
    first >> second >> third
"""


def truth(first: list[str], *further: str) -> Loaded:
    """What Airflow has of the file, with the tasks below the first one, and tasks that are not read."""
    tasks = {"first": first, "second": ["third"], "third": [], **{id: [] for id in further}}
    forms: dict[str, TaskForm] = {
        id: {
            "below": below,
            "rule": "all_success",
            "retries": 0,
            "mapped": False,
            "group": None,
            "role": "work",
        }
        for id, below in tasks.items()
    }
    return {
        "error": None,
        "dags": {
            "etl": {
                "schedule": None,
                "start": "2026-01-01T00:00:00+00:00",
                "catchup": False,
                "tags": [],
                "groups": [],
                "tasks": forms,
            }
        },
    }


# The text that is read, what Airflow has → differences that are told, and those that are not.
CASES = {
    "an expression is kept, and what is pulled comes from above": (TEXT, truth(["second"]), 0, 0),
    "an edge that Airflow has is not read": (
        TEXT.replace("first >> second >> third", "second >> third"),
        truth(["second"]),
        0,
        1,
    ),
    "a task is pulled from that nothing leads to": (
        TEXT.replace("first >> second", "second"),
        truth([]),
        1,
        0,
    ),
    "a task is missing that a call makes which is told": (
        TEXT + "    third >> more()\n",
        truth(["second"], "more"),
        1,
        0,
    ),
    "a task is missing": (TEXT, truth(["second"], "more"), 0, 1),
}


@pytest.mark.parametrize("name", CASES)
def test_differences_are_told_or_unsaid(tmp_path: Path, name: str) -> None:
    text, known, told, unsaid = CASES[name]
    path = tmp_path / "etl.py"
    path.write_text(text)
    verdict = compared(known, read_file(SourceFile(path, path.name)))
    assert (len(verdict.told), len(verdict.unsaid)) == (told, unsaid), verdict
