"""Cases of schedules: a file, a window, and the runs that must start in it on every engine, written by hand from the calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from polydag.conformance.stated import SuiteError
from polydag.engines import EngineVersion, parse_target
from polydag.runs.runners import Runners
from polydag.runs.schedules.asking import answer
from polydag.runs.schedules.record import ScheduleRecord, Window
from polydag.runs.stages import Stage, on_engines, reference
from polydag.translate import SourceFile, read_file


class Stated(BaseModel):
    """A frozen part of a case; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Run(Stated):
    """A run that must start, and what it is about where an engine says so."""

    at: datetime
    about: tuple[datetime, datetime] | None = None


class Otherwise(Stated):
    """What one column does instead, which the conversion tells by `code`; `runs` None: nothing starts runs."""

    reason: str
    code: str | None = None
    runs: tuple[Run, ...] | None = None


class ScheduleCase(Stated):
    """One case; `source` is the version that `text` is written for, `otherwise` is by column."""

    id: str
    doc: str
    source: str
    also_on: tuple[str, ...] = ()
    text: str
    window: Window
    runs: tuple[Run, ...] | None
    otherwise: dict[str, Otherwise] = {}


def load(file: Path) -> ScheduleCase:
    """The case in a file, which is called after it.

    Raises:
        SuiteError: the file states no case.
    """
    try:
        stated = yaml.safe_load(file.read_text(encoding="utf-8"))
        return ScheduleCase.model_validate({"id": file.stem, **stated})
    except (yaml.YAMLError, ValidationError, TypeError) as error:
        raise SuiteError(f"{file}: {error}") from error


def failures(
    case: ScheduleCase, targets: tuple[EngineVersion, ...], folder: Path, runners: Runners
) -> Iterator[str]:
    """What every column of a case does otherwise than it says; a deviation that does not show is one too."""
    file = folder / f"{case.id.replace('-', '_')}.py"
    file.write_text(case.text, encoding="utf-8")
    seen = set()
    for column, stage in _stages(file, case, targets, folder):
        seen.add(column)
        record = answer(stage, case.window, runners)
        for failure in _judged(case, column, stage, record):
            yield f"{case.id}: {column}: {failure}"
    for column in set(case.otherwise) - seen:
        if any(target.key == column.split()[0] for target in targets):
            yield f"{case.id}: {column}: there is no such column"


def _stages(
    file: Path, case: ScheduleCase, targets: tuple[EngineVersion, ...], folder: Path
) -> Iterator[tuple[str, Stage]]:
    """The reference, the source where it loads, then the code for every other engine."""
    reading = read_file(SourceFile(file, file.name))
    if reading.module is None:
        raise SuiteError(f"{case.id}: the text cannot be read")
    [pipeline] = reading.module.pipelines
    native = {parse_target(name) for name in (case.source, *case.also_on) if name != "polydag"}
    yield "reference", reference(reading.module, pipeline, file)
    for stage in on_engines(reading, pipeline, targets, folder / "written").stages:
        if stage.engine is not None and (not stage.is_source or stage.engine in native):
            yield f"{stage.engine.key} source" if stage.is_source else stage.engine.key, stage


def _judged(case: ScheduleCase, column: str, stage: Stage, record: ScheduleRecord) -> Iterator[str]:
    if record.runner.error is not None:
        yield f"failed to run: {record.runner.error}"
        return
    stated = case.otherwise.get(column)
    wanted = case.runs if stated is None else stated.runs
    started = None if not record.scheduled else [fire.at for fire in record.fires]
    expected = None if wanted is None else [_utc(run.at) for run in wanted]
    if started != expected:
        yield f"starts {started}, not {expected}"
    told = {diagnostic.code for diagnostic in stage.told}
    if stated is not None and stated.code is not None and stated.code not in told:
        yield f"{stated.code} is not told"
    for run, fire in zip(wanted or (), record.fires, strict=False):
        about = tuple(_utc(moment) for moment in run.about or ())
        if about and fire.interval is not None and fire.interval != about:
            yield f"the run at {fire.at} is about {fire.interval}, not {about}"


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
