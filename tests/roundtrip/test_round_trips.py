"""A case written for its own engine keeps every body byte for byte, and writing it once more changes nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from polydag.backends.contract import Options
from polydag.conformance.case import Case
from polydag.conformance.suite import Suite
from polydag.engines import EngineVersion, engines
from polydag.ir.graph import Graph
from polydag.ir.pipeline import Module
from polydag.translate.reading import read_file
from polydag.translate.sources import SourceFile
from polydag.translate.writing import write

SUITE = Suite(Path(__file__).parents[2] / "conformance")
# Strict: one that survives after all fails, and is taken off.
REBUILT = {
    "sub-graph": "the ops of a graph are written flat, under names that have the graph's in them",
    "map-dagster": "an op with dynamic outputs is written as one that gives a list and one that gives its items",
}
OWN = [
    pytest.param(case.id, marks=pytest.mark.xfail(strict=True, reason=REBUILT[case.id]))
    if case.id in REBUILT
    else case.id
    for case in SUITE.cases()
    if case.source != "polydag"
]


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


def own_engine(case: Case) -> str:
    assert case.engine is not None
    return case.engine.engine


@pytest.mark.parametrize("id", OWN)
def test_bodies_survive_byte_for_byte(id: str, tmp_path: Path) -> None:
    case = SUITE.case(id)
    module, written = round_trip(case.file.read_text(), tmp_path, own_engine(case))
    again, _ = round_trip(written, tmp_path, own_engine(case))
    changed = modernised(written)
    before, after = bodies(module), bodies(again)
    assert before.keys() == after.keys()
    assert {n: t for n, t in after.items() if n not in changed} == {
        n: t for n, t in before.items() if n not in changed
    }


@pytest.mark.parametrize("id", OWN)
def test_structure_survives(id: str, tmp_path: Path) -> None:
    case = SUITE.case(id)
    module, written = round_trip(case.file.read_text(), tmp_path, own_engine(case))
    again, _ = round_trip(written, tmp_path, own_engine(case))
    assert structure(again) == structure(module)


@pytest.mark.parametrize("id", OWN)
def test_the_second_round_trip_changes_nothing(id: str, tmp_path: Path) -> None:
    case = SUITE.case(id)
    _, once = round_trip(case.file.read_text(), tmp_path, own_engine(case))
    _, twice = round_trip(once, tmp_path, own_engine(case))
    # What the older version had is told when it is read, not of what was written for the newer one.
    assert twice == re.sub(r"^ *# polydag AFW210: .*\n", "", once, flags=re.M)
