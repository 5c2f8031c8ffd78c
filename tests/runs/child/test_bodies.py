"""What a stub does in place of an author's function."""

from __future__ import annotations

import pytest

from polydag.runs.child.bodies import Bodies, Place, shaped
from polydag.runs.child.hanging import StubHangs
from polydag.runs.child.journal import Journal
from polydag.runs.child.stubs import StubFailure, StubSkip
from polydag.runs.protocol import JobScenario
from tests.runs.child.jobs import job, task


def bodies(**scenario: object) -> tuple[Bodies, Journal]:
    journal = Journal()
    asked = job(scenario=JobScenario.model_validate(scenario))
    return Bodies.of(asked, journal), journal


LOAD = job(task("load", annotation="int")).tasks[0]


@pytest.mark.parametrize(
    ("fail", "attempts"),
    [({"load": 2}, 2), ({"load[1]": 1}, 1), ({"other": -1}, 0), ({"load[0]": -1}, 0)],
    ids=["the first two", "one instance", "another task", "another instance"],
)
def test_so_many_attempts_fail(fail: dict[str, int], attempts: int) -> None:
    stubs, _ = bodies(fail=fail)
    failed = 0
    for attempt in (1, 2, 3):
        try:
            stubs.run(LOAD, Place("load", 1, attempt), {})
        except StubFailure:
            failed += 1
    assert failed == attempts


def test_failing_for_good_never_ends() -> None:
    stubs, _ = bodies(fail={"load": -1})
    with pytest.raises(StubFailure, match="load fails"):
        stubs.run(LOAD, Place("load", None, 99), {})


def test_what_a_stub_was_given_is_recorded_even_when_it_fails() -> None:
    stubs, journal = bodies(fail={"load": -1})
    with pytest.raises(StubFailure):
        stubs.run(LOAD, Place("load", None, 1), {"rows": (1, 2)})
    assert journal.entries[("load", None)].inputs == {"rows": [1, 2]}


def test_the_scenario_s_value_comes_before_a_derived_one() -> None:
    stubs, _ = bodies(values={"load": [1], "split.low": 7})
    assert stubs.run(LOAD, Place("load", None, 1), {}) == {"result": [1]}
    split = job(task("split", outputs=("low", "high"), returns="tuple")).tasks[0]
    assert stubs.run(split, Place("split", None, 1), {})["low"] == 7


def test_only_counted_inputs_change_the_value() -> None:
    stubs, _ = bodies()
    counting = job(task("load", annotation="int", counted=("rows",))).tasks[0]
    place = Place("load", None, 1)
    one = stubs.run(counting, place, {"rows": [1], "day": "2026-01-05"})
    assert one == stubs.run(counting, place, {"rows": [1], "day": "2026-01-06"})
    assert one != stubs.run(counting, place, {"rows": [2], "day": "2026-01-05"})


def test_a_choice_takes_the_first_label_unless_told() -> None:
    branch = job(task("branch", choice=("left", "right"))).tasks[0]
    assert bodies()[0].chosen(branch, None) == "left"
    assert bodies(choose={"branch": "right"})[0].chosen(branch, None) == "right"
    assert bodies(choose={"branch": ("left", "right")})[0].chosen(branch, None) == ["left", "right"]
    assert bodies(choose={"branch": None})[0].chosen(branch, None) is None


@pytest.mark.parametrize(
    ("returns", "value"),
    [
        ("tuple", (1, 2)),
        ("dict", {"low": 1, "high": 2}),
        ("none", None),
        ("push", None),
        ("value", 1),
    ],
)
def test_outputs_take_the_shape_of_what_the_author_returned(returns: str, value: object) -> None:
    split = job(task("split", returns=returns, outputs=("low", "high"))).tasks[0]
    assert shaped(split, {"low": 1, "high": 2}) == value


def test_outputs_are_derived_alike_however_they_are_packed() -> None:
    stubs, _ = bodies()
    place = Place("split", None, 1)
    values = [
        stubs.run(
            job(
                task("split", returns=r, outputs=("low", "high"), annotation="tuple[int, str]")
            ).tasks[0],
            place,
            {},
        )
        for r in ("tuple", "dict", "outputs")
    ]
    assert values[0] == values[1] == values[2]
    assert isinstance(values[0]["low"], int)


def test_a_body_that_fails_late_gives_its_outputs_first() -> None:
    stubs, _ = bodies(fail_late={"load": 1}, values={"load": 7})
    first, second = (Place("load", None, attempt) for attempt in (1, 2))
    assert stubs.run(LOAD, first, {}) == {"result": 7}
    with pytest.raises(StubFailure, match="after its body"):
        stubs.end(LOAD, first)
    stubs.end(LOAD, second)


@pytest.mark.parametrize(
    ("skip", "skipped"),
    [(("load",), True), (("load[1]",), True), (("load[0]",), False)],
    ids=["the task", "this instance", "another instance"],
)
def test_a_task_or_one_instance_skips(skip: tuple[str, ...], skipped: bool) -> None:
    stubs, _ = bodies(skip=skip)
    try:
        stubs.run(LOAD, Place("load", 1, 1), {})
        found = False
    except StubSkip:
        found = True
    assert found is skipped


def test_a_stub_hangs_once_per_attempt_and_goes_on_when_it_is_called_again() -> None:
    stubs, _ = bodies(hang={"load": -1}, values={"load": 7})
    for attempt in (1, 2):
        with pytest.raises(StubHangs):
            stubs.run(LOAD, Place("load", None, attempt), {})
        assert stubs.run(LOAD, Place("load", None, attempt), {}) == {"result": 7}


def test_a_delay_of_an_instance_comes_before_the_one_of_its_task(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    stubs, _ = bodies(delay={"load": 2.0, "load[1]": 0.5})
    for index in (0, 1):
        stubs.run(LOAD, Place("load", index, 1), {})
    assert slept == [2.0, 0.5]
