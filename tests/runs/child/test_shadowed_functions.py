"""Which function of a module a stub takes the place of."""

from __future__ import annotations

from collections.abc import Callable

from polydag.runs.child.functions import helper_in

MODULE = """
def load():
    return 1

first = load

def load():
    return 2

def task():
    return load()
"""


def namespace() -> dict[str, object]:
    made: dict[str, object] = {}
    exec(MODULE, made)
    return made


def function(made: dict[str, object], name: str) -> Callable[..., object]:
    found = made[name]
    assert callable(found)
    return found


def test_a_task_whose_name_was_bound_anew_is_itself_the_authors_function() -> None:
    made = namespace()
    assert helper_in(made, "load", function(made, "first")) is None


def test_what_a_synthesised_task_calls_is_the_authors_function() -> None:
    made = namespace()
    assert helper_in(made, "load", function(made, "task")) is made["load"]
