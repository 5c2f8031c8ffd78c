"""What a stub of an operator says that it was given; the operators are plain objects, as no Airflow is here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import cast

import pytest

from polydag.runs.airflow.operators import Replacer, Words
from polydag.runs.child.bodies import Bodies
from polydag.runs.child.hooks import Hooks
from polydag.runs.child.journal import Journal
from tests.runs.child.jobs import job, task


def given(operator: object, counted: tuple[str, ...]) -> dict[str, object]:
    [one] = job(task("load", counted=counted)).tasks
    journal = Journal()
    bodies = Bodies.of(job(), journal)
    words = Words(dict, frozenset({"ds"}), RuntimeError, SimpleNamespace)
    replacer = Replacer(bodies, words, {}, Hooks(job(), journal))
    replacer.replace(operator, one)
    instance = SimpleNamespace(task_id="load", map_index=-1, try_number=1)
    execute = cast("Callable[[Mapping[str, object]], object]", vars(operator)["execute"])
    execute({"task": operator, "ti": instance})
    return journal.entries["load", None].inputs


class AddOne(SimpleNamespace):
    """A class of a project, which makes none of its attributes a template."""

    template_fields = ()


class BashOperator(SimpleNamespace):
    """As Airflow's decorator makes it: with the function that returns the command."""

    template_fields = ("bash_command",)


def command(seconds: int, ds: str) -> str:
    return f"echo {ds} && sleep {seconds}"


@pytest.mark.parametrize(
    ("operator", "counted", "expected"),
    [
        (AddOne(value=3, owner="me"), ("value",), {"value": 3}),
        (
            BashOperator(
                python_callable=command, op_kwargs={"seconds": 2}, bash_command="set later"
            ),
            (),
            {"seconds": 2},
        ),
    ],
    ids=["attributes", "context"],
)
def test_what_an_operator_was_given(
    operator: object, counted: tuple[str, ...], expected: dict[str, object]
) -> None:
    assert given(operator, counted) == expected
