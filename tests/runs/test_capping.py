"""Where there are too many scenarios, every kind keeps some, and what is left out is known."""

from __future__ import annotations

from polydag.ir.policies import Retry
from polydag.runs.capping import keep
from polydag.runs.scenarios import derive
from tests.runs.reference.pipelines import call, edges, mapped, module, out, pipeline

PATIENT = {"retry": Retry(count=1), "timeout": 60.0}
FEW = [call(f"t{n}").model_copy(update=PATIENT) for n in range(5)]
JOIN = call("join").model_copy(update={"rule": "all_done"})
PIPELINE = pipeline(
    *FEW,
    mapped(call("each"), n=out("t0")),
    JOIN,
    edges=edges("t1 join", "t2 join", "t3 join"),
)
ALL = derive(PIPELINE, module(PIPELINE))


def test_what_is_enough_is_left_alone() -> None:
    assert keep(ALL, len(ALL)).scenarios == ALL
    assert keep(ALL, len(ALL)).left_out == ()


def test_every_kind_comes_before_a_second_one_of_any() -> None:
    kept = keep(ALL, 8)
    assert [scenario.name for scenario in kept.scenarios] == [
        "all succeed",
        "t0 fails",
        "t0 fails once",
        "t0 fails once after its body",
        "t0 hangs",
        "items of each: none",
        "t1 and t2 fail",
        "the same date twice",
    ]
    assert set(kept.left_out) == {s.name for s in ALL} - {s.name for s in kept.scenarios}


def test_one_more_adds_one_and_takes_none_away() -> None:
    for most in range(1, len(ALL)):
        fewer, more = (keep(ALL, count).scenarios for count in (most, most + 1))
        assert len(more) == len(fewer) + 1 == most + 1
        assert {s.name for s in fewer} < {s.name for s in more}
