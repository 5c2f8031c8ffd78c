"""What a wait means: how often it looks, what ends it, and what a look that raises does."""

from __future__ import annotations

import pytest

from polydag.ir.functions import Use
from polydag.ir.operations import Wait
from polydag.ir.pipeline import Module
from polydag.ir.policies import Retry
from polydag.ir.tasks import Task
from polydag.runs.protocol import JobScenario
from polydag.runs.record import RunRecord
from polydag.runs.reference.context import Fail, Skip
from polydag.runs.reference.interpreter import Conditions, run
from polydag.runs.reference.waiting import Patience, TimeIsOut, wait
from polydag.runs.scenarios import derive
from tests.runs.reference.pipelines import call, edges, function, module, pipeline, states

AS_IT_IS = JobScenario()
PATIENCE: dict[str, object] = {
    "every": 60.0,
    "within": 600.0,
    "growing": False,
    "at_most": None,
    "on_timeout": "fail",
    "on_error": "fail",
    "limited": False,
}


class Looks:
    """Counts looks; those in vain give or raise what they are told."""

    def __init__(self, vain: int, raises: Exception | None = None) -> None:
        self.vain, self.raises, self.count = vain, raises, 0

    def __call__(self) -> object:
        self.count += 1
        if self.count > self.vain:
            return "found"
        if self.raises is not None:
            raise self.raises
        return None


def patience(**changed: object) -> Patience:
    return Patience.of({**PATIENCE, **changed})


@pytest.mark.parametrize(
    ("within", "looks"), [(0.0, 2), (59.0, 2), (60.5, 3), (600.5, 12)], ids=str
)
def test_the_last_look_is_the_first_one_after_the_time_out(within: float, looks: int) -> None:
    look = Looks(vain=1000)
    with pytest.raises(TimeIsOut):
        wait(look, patience(within=within), 0.0)
    # Without patience at all the first look is late already, by the time that it takes.
    assert look.count == (1 if within == 0 else looks)


def test_pauses_are_counted_and_not_made() -> None:
    look = Looks(vain=10_000)
    assert wait(look, patience(within=604800.0), 0.0) == "found"
    assert look.count == 10_001


def test_an_interval_that_grows_needs_fewer_looks() -> None:
    counts = []
    for changed in ({}, {"growing": True, "at_most": 120.0}, {"growing": True}):
        look = Looks(vain=1000)
        with pytest.raises(TimeIsOut):
            wait(look, patience(within=650.0, **changed), 0.0)
        counts.append(look.count)
    # Each 60 s; after 60 s, then each 120 s; after 60, 120, 240, 480 s.
    assert counts == [12, 7, 5]


OUTCOMES: dict[str, tuple[Exception, dict[str, object], type[Exception] | None]] = {
    "an error fails": (ValueError(), {}, ValueError),
    "an error skips": (ValueError(), {"on_error": "skip"}, Skip),
    "an error is a look in vain": (ValueError(), {"on_error": "look_again"}, None),
    "an error fails although a time-out skips": (ValueError(), {"on_timeout": "skip"}, ValueError),
    "giving up fails": (Fail(), {"on_error": "look_again"}, Fail),
    "giving up skips where a time-out does": (Fail(), {"on_timeout": "skip"}, Skip),
    "a skip is one in any case": (Skip(), {"on_error": "look_again"}, Skip),
    "a limit ends what looks again": (
        TimeoutError(),
        {"on_error": "look_again", "limited": True},
        TimeoutError,
    ),
    "an error like a limit is one where there is none": (
        TimeoutError(),
        {"on_error": "look_again"},
        None,
    ),
}


@pytest.mark.parametrize(("error", "changed", "expected"), OUTCOMES.values(), ids=OUTCOMES)
def test_what_a_look_that_raises_means(
    error: Exception, changed: dict[str, object], expected: type[Exception] | None
) -> None:
    look = Looks(vain=2, raises=error)
    if expected is None:
        assert wait(look, patience(**changed), 0.0) == "found"
    else:
        with pytest.raises(expected):
            wait(look, patience(**changed), 0.0)


def waits(text: str, **more: object) -> Module:
    """A wait for what the function sees, and a task below it."""
    ready = Task.model_validate(
        {"id": "ready", "operation": Wait(function="ready", every=60.0, within=600.0)} | more
    )
    uses = []
    if "SEEN" in text:
        start = text.index("SEEN")
        uses = [
            Use(
                kind="seen",
                arguments={"done": "True", "value": "[1]"},
                start=start,
                stop=start + len("SEEN"),
            )
        ]
    p = pipeline(ready, call("below"), edges=edges("ready below"))
    return module(p, [function(text, uses=tuple(uses))])


def ran(of: Module, scenario: JobScenario = AS_IT_IS, bodies: str = "stub") -> RunRecord:
    record = run(of, of.pipelines[0], Conditions(scenario=scenario, bodies=bodies))  # type: ignore[arg-type]  # a word
    assert record.runner.error is None
    return record


def test_a_wait_in_vain_is_not_retried_and_a_look_that_raises_is() -> None:
    of = waits("def ready():\n    return True", retry=Retry(count=2))
    vain = ran(of, JobScenario(wait={"ready": -1}))
    assert states(vain) == {"ready": "failed", "below": "upstream_failed"}
    assert [a.error for a in vain.tasks[0].attempts] == ["TimeIsOut"]
    raising = ran(of, JobScenario(fail={"ready": 1}))
    assert [a.state for a in raising.tasks[0].attempts] == ["failed", "success"]


def test_a_scenario_says_how_many_looks_are_in_vain() -> None:
    of = waits("def ready():\n    return True")
    assert states(ran(of, JobScenario(wait={"ready": 3})))["ready"] == "success"
    assert states(ran(of, JobScenario(wait={"ready": 30})))["ready"] == "failed"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("def ready():\n    return True", None),
        ("def ready():\n    return SEEN", [1]),
    ],
    ids=["a truth", "a value"],
)
def test_only_what_is_handed_on_is_the_result(text: str, value: object) -> None:
    assert ran(waits(text), bodies="real").tasks[0].outputs == {"result": value}


def test_its_scenarios_are_a_late_success_and_a_wait_in_vain() -> None:
    of = waits("def ready():\n    return True")
    assert [s.name for s in derive(of.pipelines[0], of) if s.wait] == [
        "ready waits",
        "ready waits in vain",
    ]
