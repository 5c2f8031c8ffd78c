"""`polydag compare`: two files by what they say; engines need their environments and are tested with them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from polydag.ir.operations import Call
from polydag.ir.pipeline import Module
from polydag.ir.policies import Retry
from polydag.ir.tasks import Node
from polydag.ir.values import OutputOf
from tests.cli.conftest import Cli
from tests.cli.models import ETL, written

EXTRACT, LOAD = ETL.pipelines[0].nodes


def changed(*nodes: Node) -> Module:
    pipeline = ETL.pipelines[0].model_copy(update={"nodes": nodes})
    return ETL.model_copy(update={"name": "changed", "pipelines": (pipeline,)})


def test_a_file_equals_itself(cli: Cli, tmp_path: Path) -> None:
    path = written(tmp_path)
    done = cli("compare", path, path)
    assert (done.code, done.out) == (0, "etl: equal\n")


@pytest.mark.parametrize(
    ("nodes", "field"),
    [
        ((EXTRACT,), "task"),
        ((EXTRACT.model_copy(update={"retry": Retry()}), LOAD), "retries"),
        ((EXTRACT, LOAD.model_copy(update={"operation": Call(function="load")})), "upstream"),
        ((EXTRACT, LOAD.model_copy(update={"rule": "all_done"})), "trigger rule"),
    ],
    ids=["a task that is missing", "retries that are missing", "a lost dependency", "another rule"],
)
def test_every_difference_is_told(
    cli: Cli, tmp_path: Path, nodes: tuple[Node, ...], field: str
) -> None:
    one, other = written(tmp_path), written(tmp_path, changed(*nodes))
    done = cli("compare", one, other, "--output-format", "json")
    assert done.code == 1
    assert json.loads(done.out)[0]["differences"][0]["field"] == field


def test_tasks_may_have_other_names(cli: Cli, tmp_path: Path) -> None:
    fetch = EXTRACT.model_copy(update={"id": "fetch"})
    load = LOAD.model_copy(
        update={"operation": Call(function="load", arguments={"rows": OutputOf(task="fetch")})}
    )
    one, other = written(tmp_path), written(tmp_path, changed(fetch, load))
    assert cli("compare", one, other).code == 1
    assert cli("compare", one, other, "--map", "extract=fetch").code == 0


@pytest.mark.parametrize(
    "words",
    [[], ["etl.json", "--on", "dagster"], ["--on", "reference"]],
    ids=["nothing", "both", "alone"],
)
def test_there_must_be_something_to_compare_with(
    cli: Cli, tmp_path: Path, words: list[str]
) -> None:
    assert cli("compare", written(tmp_path), *words).code == 2
