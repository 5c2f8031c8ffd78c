"""What is written of mapped groups: no more than is needed, and told of every task of theirs."""

from __future__ import annotations

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


def converted(folder: Path, target: str) -> tuple[str, tuple[Diagnostic, ...]]:
    path = folder / "etl.py"
    path.write_text(SOURCE)
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
