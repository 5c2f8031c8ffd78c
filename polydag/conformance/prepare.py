"""Makes a case ready to run: reads it, writes it for every target, lays the files out in a folder of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from polydag.backends.contract import Options
from polydag.conformance.case import Case
from polydag.conformance.findings import Finding
from polydag.conformance.places import is_written, places
from polydag.diagnostics import Diagnostic, Severity
from polydag.engines import EngineVersion
from polydag.ir.pipeline import Pipeline
from polydag.runs.environments import find
from polydag.runs.stages import REFERENCE, Stage
from polydag.translate.reading import Reading, read_file
from polydag.translate.sources import SourceFile
from polydag.translate.writing import Output, write


@dataclass(frozen=True)
class Column:
    """One place where a case runs; `native` where an engine runs the source as it is."""

    name: str
    stage: Stage
    native: bool = False

    @property
    def engine(self) -> str:
        """The engine's key, or `reference`."""
        return self.stage.name


@dataclass(frozen=True)
class Prepared:
    """A case that can be run: the reference, the source on its own engine and in other versions, the code for every target.

    `refused` are findings by column, of what could not be read or written; `told` the codes that a conversion tells, by
    target.
    """

    case: Case
    columns: tuple[Column, ...] = ()
    refused: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    told: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def reference(self) -> Stage | None:
        """The embedded interpreter; None where nothing could be read."""
        return self.columns[0].stage if self.columns else None


def prepare(case: Case, folder: Path, engines: Iterable[EngineVersion]) -> Prepared:
    """Read the case, write it for every engine that can be written for, and lay everything out below `folder`."""
    # A case that loads in several versions says which one it is written for.
    reading = read_file(SourceFile(case.file, case.file.name, version=case.engine))
    refused = _refused(reading.diagnostics)
    pipeline = _pipeline(case, reading)
    if pipeline is None or reading.module is None:
        missing = Finding(None, "refused", f"no pipeline `{case.pipeline}` was read")
        return Prepared(case, refused={REFERENCE: (*refused, missing)})
    engines = tuple(engines)
    file = _laid_out(case, folder / "source") / case.run
    own = Stage(module=reading.module, pipeline=pipeline, file=file, root=file.parent)
    own = own.unrolled(case.assume)
    outputs = write(
        [reading], [engine for engine in engines if is_written(case, engine)], Options()
    )
    written = [_emitted(case, o, folder, own) for o in outputs if o.text is not None]
    found = {REFERENCE: refused} | {o.target.key: _refused(o.diagnostics) for o in outputs}
    read = {d.code for d in reading.diagnostics}
    return Prepared(
        case,
        (Column(REFERENCE, own), *_sources(case, own, engines), *written),
        {name: findings for name, findings in found.items() if findings},
        {o.target.key: frozenset(read | {d.code for d in o.diagnostics}) for o in outputs},
    )


def _sources(case: Case, own: Stage, engines: tuple[EngineVersion, ...]) -> list[Column]:
    """The source as it is, on every engine that loads it."""
    return [
        Column(place.column, replace(own, engine=place.engine), native=True)
        for place in places(case, engines)
        if place.native
    ]


def _pipeline(case: Case, reading: Reading) -> Pipeline | None:
    pipelines = reading.module.pipelines if reading.module is not None else ()
    return next((pipeline for pipeline in pipelines if pipeline.id == case.pipeline), None)


def _emitted(case: Case, output: Output, folder: Path, own: Stage) -> Column:
    assert output.emission is not None
    assert output.text is not None
    file = _laid_out(case, folder / output.target.key) / "pipeline.py"
    file.write_text(output.text)
    for name, text in output.emission.files.items():
        (file.parent / name).parent.mkdir(parents=True, exist_ok=True)
        (file.parent / name).write_text(text)
    [plan] = [plan for plan in output.emission.pipelines if plan.id == case.pipeline]
    plan = own.planned(plan, output.target.engine)
    plans = {one.id: one for one in output.emission.pipelines} | {plan.id: plan}
    stage = replace(own, engine=output.target, file=file, root=file.parent, plan=plan, plans=plans)
    return Column(stage.name, stage)


def _laid_out(case: Case, folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    # What is written holds what the project's file says of deployments.
    kinds = ("*.py", "prefect.yaml") if folder.name == "source" else ("*.py",)
    for file in (file for kind in kinds for file in case.folder.glob(kind)):
        shutil.copy(file, folder)
    for name in case.files:
        made = folder.parent / "source" / name
        shutil.copytree(made if made.exists() else case.folder / name, folder / name)
    if case.prepare == "dbt" and folder.name == "source":
        _parse_dbt(folder / "dbt_project")
    return folder


def _parse_dbt(project: Path) -> None:
    """Make the manifest, which names paths of the machine and so cannot lie in the repository; once, others copy it."""
    environment = find("dagster@1.13")
    if environment is None:
        return
    subprocess.run(
        [environment.program("dbt"), "--quiet", "parse", "--profiles-dir", "."],
        cwd=project,
        env=os.environ | {"DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "DO_NOT_TRACK": "1"},
        check=True,
        capture_output=True,
    )


def _refused(diagnostics: Iterable[Diagnostic]) -> tuple[Finding, ...]:
    return tuple(
        Finding(d.task, "refused", f"{d.code}: {d.message}")
        for d in diagnostics
        if d.severity >= Severity.UNREADABLE
    )
