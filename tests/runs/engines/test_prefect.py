"""What is Prefect's own."""

from __future__ import annotations

import pytest

from tests.runs.engines.conftest import PIPELINES, Run, by_id

pytestmark = pytest.mark.engines
ENGINE = "prefect-3.8"


def line(text: str) -> int:
    """The line of a text in the pipelines' file."""
    lines = (PIPELINES / "prefect" / "basics.py").read_text().splitlines()
    return next(number for number, found in enumerate(lines, 1) if text in found)


def test_calls_of_one_task_are_told_apart_by_order(run: Run) -> None:
    tasks = [
        {"id": "a", "address": "extract", "instance": 0},
        {"id": "b", "address": "extract", "instance": 1},
        {"id": "t", "address": "inner/transform"},
    ]
    ran = by_id(run(ENGINE, "outer", tasks=tasks))
    assert (ran["a"].inputs, ran["b"].inputs) == ({"source": "a"}, {"source": "b"})
    assert ran["t"].inputs == {"rows": ran["a"].outputs["result"]}
    assert ran["b"].after == ("a", "t")


def test_calls_of_one_task_are_told_apart_by_line(run: Run) -> None:
    first, second = line('inner(extract("a"))'), line('return extract("b")')
    tasks = [
        {"id": "b", "address": f"extract@{second}"},
        {"id": "a", "address": f"extract@{first}"},
    ]
    ran = by_id(run(ENGINE, "outer", tasks=tasks))
    assert (ran["a"].inputs, ran["b"].inputs) == ({"source": "a"}, {"source": "b"})


def test_concurrent_coroutines_are_told_apart(run: Run) -> None:
    tasks = [
        {"id": "one", "address": "fetch", "instance": 0},
        {"id": "two", "address": "fetch", "instance": 1},
    ]
    ran = by_id(run(ENGINE, "concurrent", tasks=tasks))
    assert (ran["one"].inputs, ran["two"].inputs) == ({"n": 1}, {"n": 2})
    assert ran["one"].outputs != ran["two"].outputs


def test_a_state_named_skipped_is_a_skip(run: Run) -> None:
    tasks = [{"id": "skip", "address": "skip"}]
    ran = by_id(run(ENGINE, "skipping", tasks=tasks, bodies="real"))
    assert (ran["skip"].state, ran["skip"].raw_state) == ("skipped", "COMPLETED/Skipped")


def test_every_wait_of_a_list_is_recorded(run: Run) -> None:
    tasks = [{"id": "transform", "address": "transform"}]
    ran = by_id(run(ENGINE, "linear", tasks=tasks, scenario={"fail": {"transform": -1}}))
    assert [attempt.retry_wait for attempt in ran["transform"].attempts] == [10, 60, None]


def test_a_function_that_the_flow_calls_itself_has_a_record(run: Run) -> None:
    tasks = [
        {"id": "pick", "address": "pick", "function": "pick"},
        {"id": "load", "address": "load"},
    ]
    ran = by_id(run(ENGINE, "inlined", tasks=tasks))
    assert ran["load"].inputs == {"n": ran["pick"].outputs["result"]}
    assert ran["load"].after == ("pick",)


def test_parameters_are_given_or_derived(run: Run) -> None:
    tasks = [{"id": "extract", "address": "extract"}]
    given = by_id(run(ENGINE, "linear", tasks=tasks, params={"source": "s3"}))
    assert given["extract"].inputs == {"source": "s3"}
    derived = by_id(run(ENGINE, "linear", tasks=tasks))
    assert str(derived["extract"].inputs["source"]).startswith("parameter.source:")


def test_no_run_finds_what_another_one_cached(run: Run) -> None:
    tasks = [
        {"id": "one", "address": "remembered", "instance": 0},
        {"id": "two", "address": "remembered", "instance": 1},
    ]
    for _ in range(2):
        ran = by_id(run(ENGINE, "remembering", tasks=tasks))
        assert ran["one"].raw_state == "COMPLETED/Completed"
        assert ran["two"].raw_state == "COMPLETED/Cached"
        assert ran["two"].outputs == ran["one"].outputs


@pytest.mark.parametrize(("persist", "state"), [(False, "Completed"), (True, "Cached")])
def test_persistence_makes_equal_calls_run_once(run: Run, persist: bool, state: str) -> None:
    tasks = [
        {"id": "one", "address": "extract", "instance": 0},
        {"id": "two", "address": "extract", "instance": 1},
    ]
    ran = by_id(run(ENGINE, "repeating", tasks=tasks, persist_results=persist))
    assert ran["one"].raw_state == "COMPLETED/Completed"
    assert ran["two"].raw_state == f"COMPLETED/{state}"


def test_hooks_are_recorded_and_do_nothing_when_bodies_are_replaced(run: Run) -> None:
    tasks = [
        {"id": "alarmed", "address": "alarmed"},
        {"id": "tell", "address": "hook:ring"},
        {"id": "page", "address": "hook:page"},
    ]
    quiet = by_id(run(ENGINE, "calling_back", tasks=tasks))
    assert (quiet["tell"].state, quiet["page"].state) == ("skipped", "skipped")
    loud = by_id(run(ENGINE, "calling_back", tasks=tasks, scenario={"fail": {"alarmed": -1}}))
    assert (loud["tell"].state, loud["page"].state) == ("success", "success")
    assert len(loud["tell"].attempts) == 1
