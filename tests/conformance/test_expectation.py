"""What a case expects by hand holds on every side, and each kind of expectation is seen to be broken."""

from __future__ import annotations

import pytest
from pydantic import JsonValue, TypeAdapter

from polydag.conformance.expectation import Expectation, Held
from polydag.ir.tasks import Placement
from polydag.runs.compare import Side
from polydag.runs.record import Attempt, OtherRun, RunOutcome, RunRecord, TaskRecord

WAITED = (Attempt(state="failed", error="ValueError", retry_wait=60.0), Attempt(state="success"))
RECORD = RunRecord(
    engine="prefect",
    pipeline="etl",
    run=RunOutcome(state="success"),
    others=(
        OtherRun(
            pipeline="child",
            params={"day": 1},
            run=RunOutcome(state="failed"),
            tasks=(TaskRecord(id="load", state="failed"),),
        ),
    ),
    tasks=(
        TaskRecord(id="group.extract", state="success", attempts=WAITED, outputs={"rows": [1, 2]}),
        TaskRecord(id="each", map_index=0, state="success", attempts=WAITED[1:], address="e"),
        TaskRecord(id="each", map_index=1, state="skipped", inputs={"row": 2}),
        TaskRecord(
            id="load",
            state="success",
            attempts=WAITED[1:],
            inputs={"rows": [1, 2]},
            after=("group.extract", "e"),
        ),
    ),
)


def wrong(stated: dict[str, JsonValue], **places: Placement) -> list[str]:
    """What is not as stated in the record."""
    expected = TypeAdapter(Expectation).validate_python({"run": "success"} | stated)
    tasks = {(task.id, task.map_index): task for task in RECORD.tasks}
    found = Held(Side("prefect-3.8", RECORD, places), tasks).findings(expected)
    return [one.text for one in found]


RIGHT: dict[str, dict[str, JsonValue]] = {
    "states": {"tasks": {"load": "success", "each[0]": "success", "each[1]": "skipped"}},
    "one of several states": {
        "tasks": {"load": ["failed", "success"], "each": ["success", "skipped"]}
    },
    "several run states": {"run": ["failed", "success"]},
    "instances": {"instances": {"each": 2}},
    "attempts": {"attempts": {"group.extract": 2, "load": 1}},
    "waits": {"waits": {"group.extract": [60], "load": []}},
    "values": {"outputs": {"group.extract": {"rows": [1, 2]}}, "inputs": {"each[1]": {"row": 2}}},
    "launched": {"launched": [{"pipeline": "child", "params": {"day": 1}, "run": "failed"}]},
    "order": {"order": [["group.extract", "load"], ["each[0]", "load"]]},
}
WRONG: dict[str, tuple[dict[str, JsonValue], list[str]]] = {
    "a state": ({"tasks": {"load": "failed"}}, ["load is success, not failed"]),
    "an instance among others": (
        {"tasks": {"each": "success"}},
        ["each[1] is skipped, not success"],
    ),
    "no such instance": ({"tasks": {"each[2]": "success"}}, ["each[2] is absent, not success"]),
    "the number of instances": ({"instances": {"each": 3}}, ["instances of each: 2, not 3"]),
    "the run": ({"run": "failed"}, ["the run is success, not failed"]),
    "attempts": ({"attempts": {"load": 2}}, ["attempts of load: 1, not 2"]),
    "waits": (
        {"waits": {"group.extract": [30]}},
        ["waits of group.extract: (60.0,), not (30.0,)"],
    ),
    "a value": (
        {"outputs": {"group.extract": {"rows": [1]}}},
        ["outputs.rows of group.extract: [1, 2], not [1]"],
    ),
    "a value that is not there": (
        {"inputs": {"load": {"row": None}}},
        ["inputs.row of load: absent, not None"],
    ),
    "a launch too many": ({"launched": []}, ['not expected to start: child {"day":1}: failed']),
    "another end of a launched run": (
        {"launched": [{"pipeline": "child", "params": {"day": 1}, "run": "success"}]},
        [
            "no run of child as success started",
            'not expected to start: child {"day":1}: failed',
        ],
    ),
    "a task of a launched run": (
        {
            "launched": [
                {
                    "pipeline": "child",
                    "params": {"day": 1},
                    "run": "failed",
                    "tasks": {"load": "skipped"},
                }
            ]
        },
        [
            "no run of child as failed started",
            'not expected to start: child {"day":1}: failed',
        ],
    ),
    "order": ({"order": [["load", "each[0]"]]}, ["each[0] did not wait for load"]),
}


@pytest.mark.parametrize("what", RIGHT)
def test_what_is_as_expected_is_not_told(what: str) -> None:
    assert wrong(RIGHT[what]) == []


@pytest.mark.parametrize("what", WRONG)
def test_what_is_not_as_expected_is_told(what: str) -> None:
    stated, lines = WRONG[what]
    assert wrong(stated) == lines


def test_what_code_cannot_show_is_not_asked_of_it() -> None:
    stated: dict[str, JsonValue] = {"tasks": {"load": "failed"}, "attempts": {"load": 2}}
    assert wrong(stated, load=Placement(how="inlined")) == []
    assert wrong(stated, load=Placement(how="hook")) == ["load is success, not failed"]
