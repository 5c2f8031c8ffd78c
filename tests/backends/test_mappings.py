"""What is written of mapped tasks and groups: no more than is needed, told of every task, over what an engine can map over."""

from __future__ import annotations

import ast
from pathlib import Path

from polydag import Diagnostic, convert

SOURCE = """
from polydag import Pipeline, group, task


@task
def names() -> list[str]:
    return ["a"]


@task
def load(name: str) -> str:
    return name


@task(trigger_rule="all_done")
def close(name: str) -> str:
    return name


with Pipeline("etl"):
    with group("one", each={"name": names()}) as one:
        closed = close(one["name"])
        load(one["name"]) >> closed
"""


EXPRESSIONS = """
from prefect import flow, task


@task
def names() -> list[str]:
    return ["a"]


@task
def count() -> int:
    return 2


@task
def load(name):
    return name


@task
def page(number):
    return number


@flow
def etl():
    found = names()
    number = count()
    loaded = load.map([f.upper() for f in found])
    pages = page.map(range(number))
    return loaded, pages
"""


def converted(
    folder: Path, target: str, source: str = SOURCE
) -> tuple[str, tuple[Diagnostic, ...]]:
    path = folder / "etl.py"
    path.write_text(source)
    result = convert(path, to=target)
    return result.code, result.diagnostics


def test_a_list_of_instances_is_not_asked_whether_it_is_a_list(tmp_path: Path) -> None:
    code, _ = converted(tmp_path, "prefect")
    flow = code.partition("@flow")[2]
    assert "return one_close_runs" in flow
    assert "isinstance" not in flow


def test_the_op_that_a_group_is_mapped_over_is_told_with_every_task(tmp_path: Path) -> None:
    _, told = converted(tmp_path, "dagster")
    (message,) = (one.message for one in told if one.code == "DGW210")
    assert message.endswith("gives `one.close`, `one.load` an instance per item")


def test_airflow_maps_over_a_list_where_the_source_has_a_range(tmp_path: Path) -> None:
    code, _ = converted(tmp_path, "airflow", EXPRESSIONS)
    assert "return list(range(number))" in code
    assert "return [f.upper() for f in found]" in code


def test_an_op_that_gives_the_items_keeps_the_names_that_the_expression_reads(
    tmp_path: Path,
) -> None:
    code, _ = converted(tmp_path, "dagster", EXPRESSIONS)
    function = next(
        node
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.FunctionDef) and node.name == "each_name"
    )
    given = {argument.arg for argument in function.args.args}
    # What is given is replaced by its value and by nothing else.
    bound = [
        ast.unparse(node.value)
        for node in ast.walk(function)
        if isinstance(node, ast.Assign) and {ast.unparse(t) for t in node.targets} & given
    ]
    assert bound == [f"{name}.value" for name in given]
