"""`prefect.yaml` is read where it names a flow of the file by a literal entrypoint."""

from __future__ import annotations

from pathlib import Path

import pytest

from polydag.ir.pipeline import Pipeline
from polydag.ir.values import Constant
from polydag.translate import Reading, SourceFile, read_file

FLOW = """
from prefect import flow, task

@task
def one(region): ...

@flow
def nightly(region: str = "eu"):
    one(region)
"""


def read(folder: Path, schedules: str, more: str = "") -> Reading:
    """A project with a flow in a folder of it, deployed on these schedules."""
    (folder / "pyproject.toml").touch()
    (folder / "flows").mkdir()
    file = folder / "flows" / "etl.py"
    file.write_text(FLOW)
    (folder / "prefect.yaml").write_text(
        f"deployments:\n- name: main\n  entrypoint: flows/etl.py:nightly\n  schedules: {schedules}\n{more}"
    )
    return read_file(SourceFile(file, "etl.py"))


def pipeline_of(found: Reading) -> Pipeline:
    assert found.module is not None
    [pipeline] = found.module.pipelines
    return pipeline


@pytest.mark.parametrize(
    ("schedule", "crons", "every"),
    [
        pytest.param("[{cron: 0 6 * * *}]", ("0 6 * * *",), None, id="a cron"),
        pytest.param("[{rrule: FREQ=DAILY;BYHOUR=6}]", ("0 6 * * *",), None, id="a rule"),
        pytest.param("[{interval: 600}]", (), 600.0, id="seconds"),
        pytest.param("[{interval: PT10M}]", (), 600.0, id="a span of time"),
    ],
)
def test_a_schedule_is_read(
    schedule: str, crons: tuple[str, ...], every: float | None, tmp_path: Path
) -> None:
    [found] = pipeline_of(read(tmp_path, schedule)).schedules
    assert (found.name, found.crons, found.every) == ("main", crons, every)


def test_zone_anchor_and_what_is_switched_off_are_read(tmp_path: Path) -> None:
    text = "[{interval: 3600, anchor_date: 2026-01-01T00:30:00+00:00, timezone: Asia/Tokyo, active: false}]"
    [found] = pipeline_of(read(tmp_path, text)).schedules
    assert (found.timezone, found.paused) == ("Asia/Tokyo", True)
    assert found.anchor == "2026-01-01T00:30:00+00:00"


def test_parameters_are_defaults_and_tags_are_the_pipelines(tmp_path: Path) -> None:
    more = "  parameters: {region: asia}\n  tags: [etl]\n"
    found = pipeline_of(read(tmp_path, "[]", more))
    [parameter] = found.parameters
    assert isinstance(parameter.default, Constant)
    assert (parameter.default.value, found.tags, found.schedules) == ("asia", ("etl",), ())


def test_another_flow_or_file_is_no_concern(tmp_path: Path) -> None:
    places = ("flows/etl.py:other", "etl.py:nightly")
    more = "".join(f"- entrypoint: {at}\n  schedules: [{{cron: 0 7 * * *}}]\n" for at in places)
    [found] = pipeline_of(read(tmp_path, "[{cron: 0 6 * * *}]", more)).schedules
    assert found.crons == ("0 6 * * *",)


@pytest.mark.parametrize(
    ("schedule", "reason"),
    [
        ("[{cron: '{{ prefect.variables.cron }}'}]", "only when it is deployed"),
        ("[{interval: often}]", "neither a cron nor an interval"),
        ("[{rrule: FREQ=DAILY;COUNT=2}]", "no cron says `COUNT`"),
        ("[{cron: 0 6 13 * 5, day_or: false}]", "or one of the week"),
        ("[", "no YAML"),
    ],
)
def test_what_is_not_read_is_told(schedule: str, reason: str, tmp_path: Path) -> None:
    found = read(tmp_path, schedule)
    assert pipeline_of(found).schedules == ()
    [told] = [one for one in found.diagnostics if one.code == "PFR309"]
    assert reason in told.message


def test_other_options_of_a_deployment_are_told(tmp_path: Path) -> None:
    more = "  description: all\n  work_pool: {name: k8s}\n  concurrency_limit: 3\n"
    told = [o.message for o in read(tmp_path, "[]", more).diagnostics if o.code == "PFR101"]
    assert [text.split("`")[1] for text in told] == ["work_pool", "concurrency_limit"]
