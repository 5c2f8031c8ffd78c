"""A result that is kept is taken by an equal call later, in the same run or in the next one, and by no other."""

from __future__ import annotations

import itertools

import pytest

from polydag.ir.policies import Cache
from polydag.ir.tasks import Task
from polydag.ir.values import Constant
from polydag.runs.protocol import JobScenario
from polydag.runs.record import RunRecord
from polydag.runs.reference.interpreter import Conditions, run
from tests.runs.reference.pipelines import call, edges, function, module, pipeline

HOUR = 3600.0
KEYED = "lambda context, given: given['country'] if context.task.name else None"


def price(id: str, cache: Cache, country: str | float = "de") -> Task:
    task = call(id, "price", country=Constant(value=country))
    return task.model_copy(update={"cache": cache})


def after(runs: int, *tasks: Task, **more: object) -> RunRecord:
    """The last of so many runs."""
    whole = pipeline(*tasks, edges=edges(*(f"{a.id} {b.id}" for a, b in itertools.pairwise(tasks))))
    scenario = JobScenario.model_validate({"runs": runs, **more})
    function_of_all = function("def price(country):\n    return 3", "int")
    return run(
        module(whole, [function_of_all]), whole, Conditions(scenario=scenario, bodies="real")
    )


def attempts(record: RunRecord) -> dict[str, int]:
    assert record.runner.error is None
    return {task.id: len(task.attempts) for task in record.tasks}


CACHES = {
    "inputs": Cache(expiration=HOUR),
    "inputs_only": Cache(by=("inputs",)),
    "without": Cache(by=("inputs",), without=("country",)),
    "parameters": Cache(by=("parameters",)),
    "this_run": Cache(by=("inputs", "run")),
    "stale": Cache(expiration=0.0001, without=("x",)),
    "key": Cache(key="custom", text=KEYED),
    "broken_key": Cache(key="custom", text="lambda context, given: given['x']"),
    "foreign": Cache(key="policy", text="made()"),
    "off": Cache(persist=False),
}


def test_what_a_result_is_kept_by_decides_whether_a_second_run_takes_it() -> None:
    tasks = [price(id, cache, country=id) for id, cache in CACHES.items()]
    record = after(2, *tasks)
    assert attempts(record) == {
        "inputs": 0,
        "inputs_only": 0,
        "without": 1,
        "parameters": 1,
        "this_run": 1,
        "stale": 1,
        "key": 0,
        "broken_key": 1,
        "foreign": 1,
        "off": 1,
    }
    assert {task.outputs["result"] for task in record.tasks} == {3}


def test_the_first_run_takes_nothing_but_from_an_equal_call_before() -> None:
    kept = Cache()
    tasks = [price("one", kept), price("same", kept), price("other", kept, "fr")]
    assert attempts(after(1, *tasks)) == {"one": 1, "same": 0, "other": 1}


def test_two_functions_share_a_result_only_where_the_code_is_of_no_account() -> None:
    other = call("cost", country=Constant(value="de"))
    for cache, count in ((Cache(), 1), (Cache(by=("inputs",)), 0)):
        record = after(1, price("one", cache), other.model_copy(update={"cache": cache}))
        assert attempts(record) == {"one": 1, "cost": count}


@pytest.mark.parametrize("value", ["1", 1.0, True])
def test_values_that_only_look_alike_are_not_equal(value: str | float) -> None:
    record = after(1, price("one", Cache(), 1), price("other", Cache(), value))
    assert attempts(record)["other"] == 1


def test_a_failure_is_not_kept_and_a_kept_result_cannot_fail() -> None:
    assert attempts(after(2, price("one", Cache()), fail={"one": -1})) == {"one": 1}
