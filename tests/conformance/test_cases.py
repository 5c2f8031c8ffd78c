"""The suite's cases are complete: every fragment has its case, every arrow its DSL case."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from pydantic import TypeAdapter

from polydag.conformance.stated import Stated, stated
from polydag.conformance.suite import Suite
from polydag.engines import targets

SUITE = Suite(Path(__file__).parents[2] / "conformance")


class Fragment(Stated):
    """A piece of code of the document of orchestration patterns, and the case that completes it to a file."""

    lines: tuple[int, int]
    engine: str
    case: str


FRAGMENTS = stated(TypeAdapter(tuple[Fragment, ...]), SUITE.folder / "fragments.yaml")

# The document's code fences by their first and last line; the fragments must lie in them and leave none out.
FENCES = (
    (18, 62),
    (66, 83),
    (87, 99),
    (103, 132),
    (140, 166),
    (170, 184),
    (188, 202),
    (210, 240),
    (244, 261),
    (265, 282),
    (349, 363),
    (367, 382),
    (386, 409),
    (413, 432),
    (442, 451),
    (457, 466),
    (472, 486),
    (490, 509),
    (513, 525),
)


def test_every_fence_has_a_fragment_and_every_fragment_a_fence() -> None:
    found = Counter(
        fence
        for fragment in FRAGMENTS
        for fence in FENCES
        if fence[0] <= fragment.lines[0] <= fragment.lines[1] <= fence[1]
    )
    assert set(found) == set(FENCES)
    assert sum(found.values()) == len(FRAGMENTS) == 27


def test_the_case_of_a_fragment_is_written_for_its_engine() -> None:
    wrong = {f.case for f in FRAGMENTS if not SUITE.case(f.case).source.startswith(f.engine)}
    assert not wrong


def test_every_pattern_has_a_case_in_the_dsl() -> None:
    found = {case.id for case in SUITE.cases() if case.source == "polydag"}
    assert found >= {"dsl-linear", "dsl-fan", "dsl-conditional", "dsl-retries"}


def test_what_engines_do_otherwise_is_stated_of_cases_that_there_are() -> None:
    stated_for = {file.stem for file in (SUITE.folder / "deviations").glob("*")}
    assert stated_for <= {engine.key for engine in targets()}
    for engine in targets():
        SUITE.deviations(engine.key)


def test_every_case_says_by_hand_what_must_happen() -> None:
    assert [case.id for case in SUITE.cases() if not (case.expect or case.schedule)] == []
