"""Collections that tasks are mapped over have the length that a scenario asks for."""

from __future__ import annotations

from pathlib import Path

import pytest

from polydag.ir.graph import Graph
from polydag.ir.pipeline import Pipeline
from polydag.ir.tasks import Group, Mapping
from polydag.ir.values import Code, Constant, Items, Lookup, ParameterOf, Value, VariableOf
from polydag.runs.expressions import Expressions
from polydag.runs.protocol import JobScenario
from polydag.runs.reference.interpreter import Conditions, run
from polydag.runs.scenarios import derivation, derive, named
from polydag.runs.sizes import Sizes
from polydag.translate.reading import read_file
from polydag.translate.sources import SourceFile
from tests.runs.reference.pipelines import call, function, mapped, module, out, pipeline, states

LISTS = [
    function("def files():\n    return []", returns="list[int]"),
    function("def names():\n    return []", returns="dict[str, int]"),
    function("def number():\n    return 1", returns="int"),
    function("def text():\n    return 1", returns="str"),
    function("def load(file, name):\n    return 1"),
    function("def upper(rows):\n    return [row.upper() for row in rows]", synthesised=True),
]


def code(text: str, *tasks: str, **named: Value) -> Code:
    """An expression over outputs by the names of their tasks."""
    return Code(text=text, reads={task: out(task) for task in tasks} | named)


def over_expression(value: Value, mode: str = "product") -> Pipeline:
    names = {"product": "file", "kwargs": "**"}
    producers = [call(id) for id in ("files", "names", "number", "text", "rows")]
    glue = call("upper", rows=out("rows")).model_copy(update={"role": "glue"})
    return pipeline(*producers, glue, mapped(call("load"), mode, **{names[mode]: value}))


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
        with Expressions(module(p, LISTS), p) as expressions:
            found = Sizes(graph, module(p, LISTS), expressions)
            assert (found.of(graph.tasks["load"], 3, {}) is not None) is sizable


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


@pytest.mark.parametrize(
    ("value", "mode"),
    [
        pytest.param(
            code("[f for f in files if f]", "files"), "product", id="what passes a filter"
        ),
        pytest.param(code("files[1:]", "files"), "product", id="a slice"),
        pytest.param(code("range(number)", "number"), "product", id="so many as a number says"),
        pytest.param(code("text.split()", "text"), "product", id="the words of a text"),
        pytest.param(
            code("rows['a'][0]['b'].values()", "rows"), "product", id="a part of an output"
        ),
        pytest.param(code("[r['id'] for r in rows]", "rows"), "product", id="a key of each"),
        pytest.param(code("[a for a, b in rows]", "rows"), "product", id="one of each pair"),
        pytest.param(code("[*files, *rows]", "files", "rows"), "product", id="two outputs, joined"),
        pytest.param(
            code("rows[::step]", "rows", step=Constant(value=2)), "product", id="every second"
        ),
        pytest.param(out("upper"), "product", id="what code between the tasks made"),
        pytest.param(code("[r for r in rows if r]", "rows"), "kwargs", id="arguments by name"),
        pytest.param(
            code("[{'file': f, 'name': 'x'} for f in files]", "files"),
            "kwargs",
            id="dicts of the code",
        ),
    ],
)
def test_an_expression_has_the_lengths_that_stubs_can_give_it(value: Value, mode: str) -> None:
    p = over_expression(value, mode)
    m = module(p, LISTS)
    derived = derivation(p, m)
    assert derived.missing == (), derived.missing
    for word, count in (("none", 0), ("one", 1), ("many", 11)):
        scenario = named(derived.scenarios, f"items of load: {word}")
        assert scenario is not None
        record = run(m, p, Conditions(scenario=scenario))
        loads = [task for task in record.tasks if task.id == "load" and task.map_index is not None]
        assert len(loads) == count
        assert {task.state for task in loads} <= {"success"}


def test_an_expression_has_few_instances_where_no_scenario_asks() -> None:
    p = over_expression(code("range(number)", "number"))
    record = run(module(p, LISTS), p, Conditions())
    assert [t.map_index for t in record.tasks if t.id == "load"] == [0, 1]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (code("files[:5]", "files"), "many (no stub was found to give `files[:5]` that length)"),
        (code("TABLES"), "none, one, many (`TABLES` takes nothing from a stub alone)"),
        (ParameterOf(name="day"), "none, one, many (they come from the parameter `day`)"),
        (Lookup(what="variable", name="v"), "none, one, many (they come from the variable `v`)"),
        (Items(items=(Constant(value=1),)), None),
    ],
    ids=["a slice", "what the module says", "a parameter", "a variable", "a list of the source"],
)
def test_lengths_that_no_stub_decides_are_told(value: Value, told: str | None) -> None:
    p = over_expression(value)
    expected = () if told is None else (f"items of load: {told}",)
    assert derivation(p, module(p, LISTS)).missing == expected


def test_a_mapped_group_whose_arguments_are_given_by_name_has_all_lengths() -> None:
    group = Group(path=("one",), mapping=Mapping(mode="kwargs", over={"**": out("rows")}))
    inside = {"group": ("one",), "mapping": Mapping(mode="group")}
    given = call("load", file=VariableOf(name="file"), name=VariableOf(name="name"))
    p = pipeline(call("rows"), given.model_copy(update=inside), groups=(group,))
    m = module(p, LISTS)
    derived = derivation(p, m)
    for word, count in (("none", 0), ("one", 1), ("many", 11)):
        scenario = named(derived.scenarios, f"items of load: {word}")
        assert scenario is not None
        record = run(m, p, Conditions(scenario=scenario))
        loads = [set(t.inputs) for t in record.tasks if t.map_index is not None]
        assert loads == [{"file", "name"}] * count
