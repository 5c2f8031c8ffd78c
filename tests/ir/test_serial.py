"""The IR survives JSON and YAML, and its schema says what its JSON looks like."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polydag.ir.model import Symbolic
from polydag.ir.operations import Call, Choose, Empty, Operation, Shell
from polydag.ir.pipeline import Module, Pipeline, Prelude
from polydag.ir.policies import Delays, Retry, Schedule
from polydag.ir.serial import from_json, from_yaml, schema, to_json, to_yaml
from polydag.ir.tasks import Edge, Family, Task
from polydag.ir.values import Code, Constant, Entries, Items, OutputOf, ParameterOf, Text, Value

names = st.text("abcdefgh_", min_size=1, max_size=6)
scalars = st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=8)
symbolic = st.builds(Symbolic, text=names, names=st.tuples(names))
leaves = (
    st.builds(Constant, value=scalars)
    | st.builds(OutputOf, task=names, output=names, path=st.tuples(names | st.integers(0, 3)))
    | st.builds(ParameterOf, name=names)
)
values: st.SearchStrategy[Value] = st.recursive(
    leaves,
    lambda inner: (
        st.builds(Items, items=st.lists(inner, max_size=3).map(tuple))
        | st.builds(Entries, entries=st.dictionaries(names, inner, max_size=3))
        | st.builds(Text, parts=st.lists(inner, max_size=3).map(tuple))
        | st.builds(Code, text=names, reads=st.dictionaries(names, inner, max_size=2))
    ),
    max_leaves=6,
)
operations: st.SearchStrategy[Operation] = (
    st.builds(Call, function=names, arguments=st.dictionaries(names, values, max_size=3))
    | st.builds(Choose, function=names, labels=st.dictionaries(names, st.tuples(names)))
    | st.builds(Shell, command=values)
    | st.just(Empty())
)
delays = st.builds(
    Delays, base=st.floats(0, 99) | symbolic, shape=st.sampled_from(["fixed", "linear"])
)
tasks = st.builds(
    Task,
    id=names,
    operation=operations,
    retry=st.builds(Retry, count=st.integers(0, 5) | symbolic, delays=delays),
    timeout=st.none() | st.floats(1, 99) | symbolic,
    tags=st.lists(names | symbolic, max_size=2).map(tuple),
)
families = st.builds(
    Family,
    id=names,
    variables=st.tuples(names),
    over=values,
    members=st.tuples(tasks),
    ids=st.dictionaries(names, symbolic, max_size=1),
    instances=st.lists(st.tuples(tasks), max_size=2).map(tuple),
)
pipelines = st.builds(
    Pipeline,
    id=names,
    nodes=st.lists(tasks | families, max_size=3).map(tuple),
    edges=st.lists(st.builds(Edge, upstream=names, downstream=names), max_size=2).map(tuple),
    schedules=st.just(())
    | st.tuples(st.builds(Schedule, kind=st.just("cron"), crons=st.tuples(names | symbolic))),
    catchup=st.booleans() | symbolic,
)
modules = st.builds(
    Module,
    path=names,
    name=names,
    engine=names,
    prelude=st.lists(st.builds(Prelude, text=st.text(max_size=20)), max_size=2).map(tuple),
    pipelines=st.lists(pipelines, max_size=2).map(tuple),
)


@given(modules)
def test_a_module_survives_json(module: Module) -> None:
    assert from_json(to_json(module)) == module


@given(modules)
def test_a_module_survives_yaml(module: Module) -> None:
    assert from_yaml(to_yaml(module)) == module


@pytest.mark.parametrize("character", ["\x85", "\u2028", "\u2029"])
@pytest.mark.parametrize("around", ["{}", "{}a", "a {} b", "a\n{}b"])
def test_a_line_end_of_unicode_survives_yaml(character: str, around: str) -> None:
    text = around.format(character)
    module = Module(path="a", name="a", engine="a", prelude=(Prelude(text=text),))
    assert from_yaml(to_yaml(module)) == module


def test_a_symbolic_value_is_its_expression_in_json() -> None:
    task = Task(id="a", operation=Empty(), timeout=Symbolic(text="LIMIT * 2", names=("LIMIT",)))
    assert task.model_dump(mode="json", exclude_defaults=True)["timeout"] == {
        "unknown": "LIMIT * 2",
        "names": ["LIMIT"],
    }


def test_the_schema_names_every_operation() -> None:
    text = str(schema())
    assert all(
        kind in text for kind in ("Call", "Choose", "Gate", "Shell", "Dbt", "Notify", "Opaque")
    )
