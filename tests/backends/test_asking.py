"""What a question to a person becomes in each engine, and that nothing which is said of it is passed over."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from polydag import convert

SOURCE = """
from datetime import timedelta
from airflow.sdk import DAG, Param
from airflow.providers.standard.operators.hitl import HITLOperator

with DAG("etl", schedule=None):
    step = HITLOperator(task_id="step", subject="Go on?", options=["a", "b"], {more})
"""
PREFIXES = {"dagster": "DGW", "prefect": "PFW"}
SAID = {
    "a default": ('defaults="b"', "defaults=['b']"),
    "several options": ("multiple=True", "multiple=True"),
    "a limit": ("response_timeout=timedelta(seconds=90)", "timeout=90"),
    "whom it is for": ('assigned_users={"id": "ada", "name": "ada"}', "users=['ada']"),
    "a field": ('params={"n": Param(1, type="integer")}', "fields={'n': (int, 1)}"),
    "a field to fill in": ('params={"n": Param(type="string")}', "fields={'n': (str, ...)}"),
    "a field with limits": (
        'params={"n": Param(1, type="integer", minimum=0, description="rows")}',
        "fields={'n': (int, Field(1, description='rows', ge=0))}",
    ),
    "a field with choices": (
        'params={"n": Param("x", enum=["x", "y"])}',
        "fields={'n': (Literal['x', 'y'], 'x')}",
    ),
    "a field of any type": ('params={"n": 1}', "fields={'n': (Any, 1)}"),
}


def written(folder: Path, more: str, target: str) -> tuple[str, set[str]]:
    path = folder / "etl.py"
    path.write_text(SOURCE.format(more=more))
    made = convert(path, to=target)
    return made.code, {diagnostic.code for diagnostic in made.diagnostics}


@pytest.mark.parametrize("target", PREFIXES)
@pytest.mark.parametrize(("more", "given"), SAID.values(), ids=SAID)
def test_what_is_said_of_a_question_is_given_to_what_asks(
    more: str, given: str, target: str, tmp_path: Path
) -> None:
    text, told = written(tmp_path, more, target)
    assert f"{PREFIXES[target]}235" in told
    assert ("users" in given) == (f"{PREFIXES[target]}332" in told)
    calls = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Call)]
    [asked] = [ast.unparse(call) for call in calls if ast.unparse(call.func) == "ask"]
    assert given in asked
    assert "options=['a', 'b']" in asked


@pytest.mark.parametrize(("target", "code"), [("dagster", "DGW304"), ("prefect", "PFW302")])
def test_what_no_form_checks_is_told(target: str, code: str, tmp_path: Path) -> None:
    more = 'params={"n": Param("", type="string", format="date")}'
    assert code in written(tmp_path, more, target)[1]
