"""Building code that asks a DAG or a task for its neighbours is answered as Airflow would answer it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from polydag.ir.values import Code, Constant
from tests.frontends.airflow.conftest import Read as File

Read = Callable[[str], File]

MADE = (
    'with DAG("etl") as d:\n'
    '    a, b, c = (EmptyOperator(task_id=name) for name in "abc")\n'
    "    a >> b\n"
)
ASKED = {
    "a task by its id": ('d.get_task("b") >> d.get_task("c")', {("a", "b"), ("b", "c")}),
    "the first tasks": ("d.roots[0] >> d.roots[1]", {("a", "b"), ("a", "c")}),
    "the last tasks": ("d.leaves[1] >> d.get_task('a')", {("a", "b"), ("c", "a")}),
    "tasks without anything above": (
        "end = EmptyOperator(task_id='end', dag=d)\n"
        "for one in d.tasks:\n"
        "    if not one.downstream_list and one is not end:\n        one >> end",
        {("a", "b"), ("b", "end"), ("c", "end")},
    ),
    "ids above": ("if 'a' in b.upstream_task_ids:\n    b >> c", {("a", "b"), ("b", "c")}),
    "the tasks by id": (
        "for id in d.task_ids[2:]:\n    b >> d.task_dict[id]",
        {("a", "b"), ("b", "c")},
    ),
    "whether there is a task": (
        "if d.has_task('c') and not d.has_task('x'):\n    b >> c",
        {("a", "b"), ("b", "c")},
    ),
    "whether a task is there at all": (
        "last = None\nfor one in (a, c):\n    if last is not None:\n        last >> one\n    last = one",
        {("a", "b"), ("a", "c")},
    ),
}


@pytest.mark.parametrize("name", ASKED)
def test_the_answer_builds_the_dependencies(read: Read, name: str) -> None:
    text, expected = ASKED[name]
    found = read(MADE + text)
    assert {(e.upstream, e.downstream) for e in found.pipeline.edges} == expected
    assert not found.diagnostics


def test_dependencies_of_data_count(read: Read) -> None:
    found = read(
        "@task\ndef one(): return 1\n@task\ndef two(x): ...\n"
        'with DAG("etl") as d:\n    two(one())\n    third = EmptyOperator(task_id="third")\n'
        "d.get_task('two') >> [one for one in d.roots if one is not d.get_task('one')]"
    )
    assert {(e.upstream, e.downstream) for e in found.pipeline.edges} == {("two", "third")}


def test_where_groups_make_more_of_them_nobody_knows_yet(read: Read) -> None:
    found = read(
        'with DAG("etl") as d:\n    with TaskGroup("g") as g:\n'
        '        EmptyOperator(task_id="a")\n    EmptyOperator(task_id="b") >> g\n'
        "if d.roots:\n    d.roots[0] >> EmptyOperator(task_id='c', dag=d)"
    )
    assert {d.code for d in found.diagnostics} >= {"AFR301"}


def test_python_s_own_functions_build_nothing(read: Read) -> None:
    assert not read(MADE + "print(d, id(a))\nknown = hasattr(d, 'tasks')\n").diagnostics


def test_parameters_that_building_code_asks_for_are_their_defaults(read: Read) -> None:
    """There is no run yet: `dag.params[…]` is the same for all of them, as Airflow resolves it while it loads the file."""
    found = read(
        'with DAG("etl", params={"who": "a@b.c", "size": Param(3, type="integer"), "must": Param()},\n'
        '         default_args={"params": {"shared": "s", "who": "late"}}) as d:\n'
        "    BashOperator(task_id=f\"of_{d.params['size']}_{d.params['shared']}\",\n"
        "                 bash_command=d.params['who'])\n"
        "    BashOperator(task_id='late', bash_command=d.params['must'])\n"
    )
    assert getattr(found.tasks["of_3_s"].operation, "command", None) == Constant(value="a@b.c")
    assert isinstance(getattr(found.tasks["late"].operation, "command", None), Code)
