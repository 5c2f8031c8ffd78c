"""The version that a file is read as: what it says of itself, what is assumed, what the user states."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from polydag.api import convert, read
from polydag.engines import UnknownEngineError, parse_source
from tests.frontends.airflow.conftest import Read

ReadFile = Callable[..., Read]

SAID = {
    "from airflow.models.dag import DAG": "2.11",
    "from airflow.models.param import Param": "2.11",
    "from airflow.contrib.hooks.ssh_hook import SSHHook": "2.11",
    "from airflow.providers.standard.operators.empty import EmptyOperator": "3.3",
    "from airflow.models.dag import DAG\nfrom airflow.sdk import task": "3.3",
}


@pytest.mark.parametrize("line", SAID)
def test_what_one_version_alone_imports_says_the_version(read_file: ReadFile, line: str) -> None:
    result = read_file(etl=f"{line}\nfrom airflow import DAG\nDAG('a')\n")
    assert (result.module.version, result.codes) == (SAID[line], [])


# Arguments of a DAG that nothing says the version of → what is told of Airflow 3, if anything.
ASSUMED = {
    "": "it has no schedule, as none is stated",
    ", schedule='@daily'": "a run is about the moment at which it starts and missed runs are not made up for",
    ", schedule='@daily', catchup=False": "a run is about the moment at which it starts",
    ", schedule=timedelta(1), catchup=True": "a run is about the moment at which it starts",
    ", schedule=CronDataIntervalTimetable('0 1 * * *')": "missed runs are not made up for",
    ", schedule=None": None,
    ", schedule='@once'": None,
    ", schedule=CronDataIntervalTimetable('0 1 * * *'), catchup=True": None,
}


@pytest.mark.parametrize("arguments", ASSUMED)
def test_what_depends_on_an_assumed_version_is_told(read_file: ReadFile, arguments: str) -> None:
    head = "from datetime import timedelta\nfrom airflow import DAG\nfrom airflow.timetables.interval import *\n"
    result = read_file(etl=f"{head}DAG('a'{arguments})\n")
    told = [d.message.partition("in Airflow 3 ")[2] for d in result.diagnostics]
    assert (result.module.version, told) == (
        "2.11",
        [ASSUMED[arguments]] if ASSUMED[arguments] else [],
    )


STATED = {
    "1.10": "2.11",
    "2": "2.11",
    "2.0": "2.11",
    "2.11": "2.11",
    "3": "3.3",
    "airflow@3.1": "3.3",
}


# Loads in Airflow 2 and in Airflow 3, and says something else in each.
EITHER = """\
from airflow.decorators import dag, task
@task
def b(): ...
@dag(schedule="@daily")
def a():
    b()
a()
"""


@pytest.mark.parametrize("stated", STATED)
def test_a_stated_release_is_read_as_its_era(tmp_path: Path, stated: str) -> None:
    path = tmp_path / "etl.py"
    path.write_text(EITHER)
    project = read(path, source_version=stated)
    [pipeline] = project.pipelines
    is_two = STATED[stated] == "2.11"
    assert (pipeline.catchup, pipeline.schedules[0].window) == (
        is_two,
        "preceding" if is_two else "point",
    )
    assert [d.code for d in project.diagnostics] == []


@pytest.mark.parametrize(
    "nonsense", ["", "2.12", "4", "1.9", "dagster@1.13", "two", "2.x", "2.0.1"]
)
def test_a_release_that_there_is_none_of_is_refused(nonsense: str) -> None:
    with pytest.raises(
        UnknownEngineError, match=r"1\.10, Airflow 2\.0 to 2\.11, Airflow 3\.0 to 3\.3"
    ):
        parse_source(nonsense)


def test_a_file_for_the_stated_version_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "etl.py"
    path.write_text(EITHER)
    assert convert(path, to="airflow@3.3", source_version="3").code == EITHER
    assert "catchup=True" in convert(path, to="airflow@3.3", source_version="2").code
