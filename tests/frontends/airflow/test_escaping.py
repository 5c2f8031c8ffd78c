"""Claims about a context that bodies hand on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("def run(**context):\n    told(context)", [("escape", "context", "ds ti")]),
        ("def run(**context):\n    told(**context)", [("escape", "context", "ds ti")]),
        ("def run(**context):\n    print(context)", [("escape", "context", "*")]),
        ("def run(dag_run=None):\n    return dag_run.run_type", [("escape", "dag_run", "")]),
        (
            "def run(dag_run=None):\n    return (dag_run.conf or {}).get('day', 'x')",
            [("parameter", "day", "")],
        ),
        (
            "def run():\n    context = get_current_context()\n    print(context['run_id'])\n    told(context)",
            [("escape", "context", "ds run_id ti")],
        ),
        (
            "def run(**context):\n    ti = context['ti']\n    return ti.task_id",
            [("context", "ti", ""), ("context", "task_id", "")],
        ),
    ],
)
def test_a_context_that_is_handed_on_says_what_may_be_asked_of_it(
    read: Callable[[str], Any], body: str, found: list[tuple[str, str, str]]
) -> None:
    source = f"""
def told(context):
    return context["ds"], inner(context)

def inner(context):
    return context["ti"].task_id

{body}

with DAG("etl"):
    PythonOperator(task_id="run", python_callable=run)
"""
    uses = read(source).module.functions["run"].uses
    assert [(use.kind, use.key, use.arguments.get("asked", "")) for use in uses] == found
