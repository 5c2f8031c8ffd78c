"""Collections that tasks are mapped over have the length that a scenario asks for."""

from __future__ import annotations

from pathlib import Path

import pytest

from polydag.ir.graph import Graph
from polydag.ir.values import Constant, Items, Value
from polydag.runs.protocol import JobScenario
from polydag.runs.reference.interpreter import Conditions, run
from polydag.runs.scenarios import derive, named
from polydag.runs.sizes import is_sizable
from polydag.translate.reading import read_file
from polydag.translate.sources import SourceFile
from tests.runs.reference.pipelines import call, function, mapped, module, out, pipeline, states

LISTS = [
    function("def files():\n    return []", returns="list[int]"),
    function("def names():\n    return []", returns="dict[str, int]"),
    function("def load(file, name):\n    return 1"),
]


def ran(mode: str, over: dict[str, Value], count: int) -> list[dict[str, object]]:
    """What each instance was given."""
    p = pipeline(call("files"), call("names"), mapped(call("load"), mode, **over))
    scenario = JobScenario(sizes={"load": count})
    record = run(module(p, LISTS), p, Conditions(scenario=scenario))
    assert record.runner.error is None
    return [dict(t.inputs) for t in record.tasks if t.id == "load" and t.map_index is not None]


@pytest.mark.parametrize("count", [0, 1, 11])
@pytest.mark.parametrize(
    "over",
    [
        {"file": out("files")},
        {"file": out("files", "result", "found", 1)},
        {"file": out("names")},
        {"file": out("files"), "name": Items(items=(Constant(value="one"),))},
    ],
    ids=["a list", "a part of an output", "the pairs of a mapping", "with a constant"],
)
def test_there_are_so_many_instances(over: dict[str, Value], count: int) -> None:
    assert len(ran("product", over, count)) == count


def test_elements_are_of_the_annotated_type_and_differ() -> None:
    files = [given["file"] for given in ran("product", {"file": out("files")}, 3)]
    assert len(set(map(repr, files))) == 3
    assert all(isinstance(file, int) for file in files)


def test_elements_that_are_arguments_have_the_names_of_the_parameters() -> None:
    for count in (0, 1, 3):
        rows = ran("kwargs", {"**": out("files")}, count)
        assert [set(row) for row in rows] == [{"file", "name"}] * count


def test_what_instances_gave_keeps_its_length() -> None:
    p = pipeline(
        call("files"),
        mapped(call("load"), file=out("files")),
        mapped(call("store"), row=out("load")),
    )
    scenario = JobScenario(sizes={"load": 3})
    record = run(module(p, LISTS), p, Conditions(scenario=scenario))
    assert [id for id in states(record) if id.startswith("store")] == [
        "store[0]",
        "store[1]",
        "store[2]",
    ]


def test_lists_of_which_one_is_constant_are_not_zipped_at_any_length() -> None:
    constant: dict[str, Value] = {
        "file": out("files"),
        "name": Items(items=(Constant(value="one"),)),
    }
    made: dict[str, Value] = {"file": out("files"), "name": out("names")}
    for over, sizable in ((constant, False), (made, True)):
        p = pipeline(call("files"), call("names"), mapped(call("load"), "zip", **over))
        graph = Graph(p)
        assert is_sizable(graph.tasks["load"], graph, module(p, LISTS)) is sizable


def test_a_mapped_group_has_the_lengths_of_its_collection() -> None:
    path = Path("tests/dsl/pipelines/mapped_group.py")
    module = read_file(SourceFile(path, path.name)).module
    assert module is not None
    (pipeline,) = module.pipelines
    scenarios = derive(pipeline, module)
    lengths = {}
    for word in ("none", "one", "many"):
        scenario = named(scenarios, f"items of one_file.copy: {word}")
        assert scenario is not None
        record = run(module, pipeline, Conditions(scenario=scenario))
        checks = [task for task in record.tasks if task.id == "one_file.check"]
        lengths[word] = [task.state for task in checks]
    assert lengths == {"none": ["skipped"], "one": ["success"], "many": ["success"] * 11}
