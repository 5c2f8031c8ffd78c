"""A case written for its own engine keeps every body byte for byte, and writing it once more changes nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import pytest
from _pytest.mark import ParameterSet

from polydag.backends.contract import Options
from polydag.conformance.suite import Suite
from polydag.engines import EngineVersion, engines
from polydag.ir.graph import Graph
from polydag.ir.pipeline import Module
from polydag.translate.reading import read_file
from polydag.translate.sources import SourceFile
from polydag.translate.writing import write

SUITE = Suite(Path(__file__).parents[2] / "conformance")
FLAT = "the ops of a graph are written flat, under names that have the graph's in them"
DYNAMIC = (
    "an op with dynamic outputs is written as one that gives a list and one that gives its items"
)
SETTINGS = "the settings of ops are written as one class with a name of polydag's"
PREFIXED = "assets loaded with a prefix for all are written anew with a prefix each"
# Why something of a case does not survive. Strict: what survives after all fails, and is taken off.
REBUILT = {
    "bodies": {
        "sub-graph": FLAT,
        "map-dagster": DYNAMIC,
        "param-dagster": SETTINGS,
        "param-dagster-refused": SETTINGS,
    },
    "structure": {"sub-graph": FLAT, "map-dagster": DYNAMIC},
    "twice": {
        "sub-graph": FLAT,
        "map-dagster": DYNAMIC,
        "param-dagster": PREFIXED,
        "timeout-run-dagster": PREFIXED,
    },
}


def own(claim: Literal["bodies", "structure", "twice"]) -> list[ParameterSet]:
    """The cases; tests of one share what was written, so they run in one process."""
    found = []
    for case in SUITE.cases():
        marks = [pytest.mark.xdist_group(f"round trip of {case.id}")]
        reason = REBUILT[claim].get(case.id)
        if reason is not None:
            marks.append(pytest.mark.xfail(strict=True, reason=reason))
        if case.source != "polydag":
            found.append(pytest.param(case.id, marks=marks))
    return found


@dataclass(frozen=True)
class Trips:
    """A case as read, and the result of writing it for its own engine, as read again; both texts without the header."""

    before: Module
    after: Module
    once: str
    twice: str


@cache
def trips(id: str) -> Trips:
    case = SUITE.case(id)
    assert case.engine is not None
    with TemporaryDirectory() as folder:
        before, once = round_trip(case.file.read_text(), Path(folder), case.engine.engine)
        after, twice = round_trip(once, Path(folder), case.engine.engine)
    return Trips(before, after, once, twice)


def round_trip(text: str, folder: Path, engine: str) -> tuple[Module, str]:
    """The module that was read, and what was written for the same engine, without the header."""
    path = folder / "pipeline.py"
    path.write_text(text)
    reading = read_file(SourceFile(path, "pipeline.py"))
    assert reading.module is not None, [d.message for d in reading.diagnostics]
    target = EngineVersion(engine, engines()[engine].versions[0])
    [output] = write([reading], [target], Options())
    assert output.text is not None, [d.message for d in output.diagnostics]
    return reading.module, output.text.partition("\n")[2]


def bodies(module: Module) -> dict[str, str]:
    return {name: f.text for name, f in module.functions.items() if not f.synthesised}


def modernised(written: str) -> set[str]:
    """The functions that had to be changed, because the newer version lacks what they asked of the older one."""
    return set(re.findall(r"# polydag AFW210: .* `(\w+)` computes it", written))


def structure(module: Module) -> dict[str, dict[str, tuple[str, ...]]]:
    graphs = {pipeline.id: Graph(pipeline) for pipeline in module.pipelines}
    return {
        id: {task: tuple(sorted(above)) for task, above in graph.upstream.items()}
        for id, graph in graphs.items()
    }


@pytest.mark.parametrize("id", own("bodies"))
def test_bodies_survive_byte_for_byte(id: str) -> None:
    changed = modernised(trips(id).once)
    before, after = bodies(trips(id).before), bodies(trips(id).after)
    assert before.keys() == after.keys()
    assert {n: t for n, t in after.items() if n not in changed} == {
        n: t for n, t in before.items() if n not in changed
    }


@pytest.mark.parametrize("id", own("structure"))
def test_structure_survives(id: str) -> None:
    assert structure(trips(id).after) == structure(trips(id).before)


@pytest.mark.parametrize("id", own("twice"))
def test_the_second_round_trip_changes_nothing(id: str) -> None:
    # What the older version had, and the assets that ops no longer make, are told when the source is read, not of what was
    # written from it.
    told = r"^ *# polydag (?:AFW210|DGW304: `publishes=.*` of `.*` is lost): .*\n"
    once = re.sub(told, "", trips(id).once, flags=re.M)
    assert trips(id).twice == once
