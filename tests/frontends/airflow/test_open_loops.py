"""Loops of building code over what is only known when the file is loaded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from polydag.ir.tasks import Family

Read: TypeAlias = Callable[..., Any]

OVER = 'Variable.get("names", deserialize_json=True)'


def family_of(read: Read, body: str) -> Family:
    """The one loop of a DAG."""
    found = read('with DAG("etl"):\n    start = EmptyOperator(task_id="start")\n' + body)
    [family] = [node for node in found.pipeline.nodes if isinstance(node, Family)]
    return family


@pytest.mark.parametrize(
    ("id", "template"),
    [
        pytest.param('f"load_{name}"', "load_{name}", id="an f-string"),
        pytest.param('"load_{}".format(name)', "load_{name}", id="format"),
        pytest.param('"load_%s" % name', "load_{name}", id="the percent sign"),
        pytest.param('"load_" + name.lower()', "load_{name.lower()}", id="a sum"),
        pytest.param('"-".join([name])', '{"-".join([name])}', id="any other expression"),
    ],
)
def test_an_id_says_what_it_is_computed_from(id: str, template: str, read: Read) -> None:
    family = family_of(read, f"    for name in {OVER}:\n        EmptyOperator(task_id={id})\n")
    assert [member.id for member in family.members] == [template]
    assert family.variables == ("name",)
    assert family.bindings is None


@pytest.mark.parametrize(
    ("body", "order", "edges"),
    [
        pytest.param(
            "        start >> a >> b\n    b >> EmptyOperator(task_id='end')",
            "parallel",
            [("start", "a_{x}"), ("a_{x}", "b_{x}")],
            id="iterations beside each other",
        ),
        pytest.param(
            "        prev >> a >> b\n        prev = b\n    prev >> EmptyOperator(task_id='end')",
            "chain",
            [("start", "a_{x}"), ("a_{x}", "b_{x}"), ("b_{x}", "end")],
            id="one after the other",
        ),
    ],
)
def test_iterations_stand_beside_or_after_each_other(
    body: str, order: str, edges: list[tuple[str, str]], read: Read
) -> None:
    text = f"""
with DAG("etl"):
    start = prev = EmptyOperator(task_id="start")
    for x in {OVER}:
        a = EmptyOperator(task_id=f"a_{{x}}")
        b = EmptyOperator(task_id=f"b_{{x}}")
{body}
"""
    found = read(text)
    [family] = [node for node in found.pipeline.nodes if isinstance(node, Family)]
    assert family.order == order
    assert [edge for edge in found.edges if edge in edges] == edges
    # What follows the loop hangs on its last iteration alone, which no loop of the others says.
    assert found.codes == ([] if order == "chain" else ["AFR320"])


def test_lists_that_a_loop_fills_stand_for_all_of_it(read: Read) -> None:
    found = read(
        f"""
@task
def load(name): return name

@task
def total(amounts): return sum(amounts)

with DAG("etl"):
    total([load(name) for name in {OVER}])
"""
    )
    assert found.tasks["total"].operation.model_dump()["arguments"]["amounts"] == {
        "kind": "family_output",
        "family": "load",
        "task": "load",
        "output": "result",
    }


def test_loops_inside_of_a_loop_are_part_of_it(read: Read) -> None:
    family = family_of(
        read,
        f"""    for name in {OVER}:
        for day in name["days"]:
            for kind in ["raw", "clean"]:
                EmptyOperator(task_id=f"{{kind}}_{{day}}")
""",
    )
    assert [member.id for member in family.members] == ["raw_{day}", "clean_{day}"]
    assert family.over.model_dump(exclude_defaults=True)["text"] == (
        f'[(name, day) for name in {OVER} for day in name["days"]]'
    )
    assert family.variables == ("name", "day")


def test_a_group_of_an_iteration_gives_its_tasks_their_ids(read: Read) -> None:
    family = family_of(
        read,
        f"""    for name in {OVER}:
        with TaskGroup(f"for_{{name}}"):
            EmptyOperator(task_id="load")
""",
    )
    assert family.ids["for_{name}.load"].text == 'f"for_{name}.load"'


def test_a_loop_over_a_name_of_the_block_is_over_what_the_name_stands_for(read: Read) -> None:
    family = family_of(
        read,
        """    names = Variable.get("names").split(",")
    for name in names:
        EmptyOperator(task_id=f"load_{name}")
""",
    )
    assert family.over.model_dump(exclude_defaults=True)["text"] == (
        'Variable.get("names").split(",")'
    )


def test_a_jump_that_hangs_on_the_element_is_told(read: Read) -> None:
    found = read(
        f"""
with DAG("etl"):
    for name in {OVER}:
        if name == "none":
            continue
        EmptyOperator(task_id=f"load_{{name}}")
"""
    )
    assert found.codes == ["IR418"]
