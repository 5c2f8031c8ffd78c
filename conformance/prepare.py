"""Makes a case ready to run: reads it, writes it for every target, lays the files out in a folder of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

from conformance.case import Case
from polydag.backends.contract import Options
from polydag.diagnostics import Diagnostic, Severity
from polydag.engines import parse_target
from polydag.ir.pipeline import Pipeline
from polydag.runs.environments import find
from polydag.runs.stages import Stage
from polydag.translate.reading import Reading, read_file
from polydag.translate.sources import SourceFile
from polydag.translate.writing import Output, write

TARGETS = tuple(parse_target(name) for name in ("airflow@3.3", "dagster@1.13", "prefect@3.8"))


@dataclass(frozen=True)
class Prepared:
    """A case that can be run: the reference, the source on its own engine, the code for every target.

    `problems` are unreadable or refused parts, each a line.
    """

    case: Case
    reference: Stage | None = None
    source: Stage | None = None
    targets: tuple[Stage, ...] = ()
    problems: tuple[str, ...] = ()


def prepare(case: Case, folder: Path) -> Prepared:
    """Read the case, write it for every target, and lay everything out below `folder`."""
    reading = read_file(SourceFile(case.file, case.file.name))
    problems = [_line(d) for d in reading.diagnostics if d.severity >= Severity.UNREADABLE]
    pipeline = _pipeline(case, reading)
    if pipeline is None or reading.module is None:
        return Prepared(case, problems=(*problems, f"no pipeline `{case.pipeline}` was read"))
    file = _laid_out(case, folder / "source") / case.run
    reference = Stage(module=reading.module, pipeline=pipeline, file=file, root=file.parent)
    source = replace(reference, engine=case.engine) if case.engine else None
    outputs = write([reading], TARGETS, Options())
    problems += [
        _line(d) for o in outputs for d in o.diagnostics if d.severity >= Severity.UNREADABLE
    ]
    targets = tuple(_emitted(case, o, folder, reference) for o in outputs if o.text is not None)
    return Prepared(case, reference, source, targets, tuple(problems))


def _pipeline(case: Case, reading: Reading) -> Pipeline | None:
    pipelines = reading.module.pipelines if reading.module is not None else ()
    return next((pipeline for pipeline in pipelines if pipeline.id == case.pipeline), None)


def _emitted(case: Case, output: Output, folder: Path, reference: Stage) -> Stage:
    assert output.emission is not None
    assert output.text is not None
    file = _laid_out(case, folder / output.target.key) / "pipeline.py"
    file.write_text(output.text)
    for name, text in output.emission.files.items():
        (file.parent / name).write_text(text)
    [plan] = [plan for plan in output.emission.pipelines if plan.id == case.pipeline]
    return replace(reference, engine=output.target, file=file, root=file.parent, plan=plan)


def _laid_out(case: Case, folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for file in case.folder.glob("*.py"):
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


def _line(diagnostic: Diagnostic) -> str:
    where = f" for {diagnostic.target}" if diagnostic.target else ""
    return f"{diagnostic.code}{where}: {diagnostic.message}"
