"""What `run`, `compare` and `verify` share: options, choosing pipelines and scenarios, engines that are not there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import click
from pydantic import JsonValue

from polydag.cli import options
from polydag.cli.assignments import Assignment
from polydag.cli.failure import Failure
from polydag.cli.findings import Shown, tell
from polydag.engines import EngineVersion, UnknownEngineError, parse_target, targets
from polydag.ir.pipeline import Pipeline
from polydag.runs import environments
from polydag.runs.capping import Kept, keep
from polydag.runs.scenarios import Derived, Scenario, derivation, named
from polydag.runs.scheduling import IN_PROCESSES, SCHEDULED_BY
from polydag.runs.stages import REFERENCE, Manner, Stage, on_engines, reference
from polydag.translate import Reading, SourceFile, read_file


@dataclass(frozen=True, kw_only=True)
class Asked:
    """How the user wants pipelines to be run."""

    pipeline: str | None
    param: tuple[tuple[str, JsonValue], ...]
    assume: tuple[tuple[str, JsonValue], ...]
    date: datetime | None
    bodies: Literal["stub", "real"] | None
    real_time: bool
    time_limit: float
    scheduler: bool | None
    processes: bool
    roots: tuple[Path, ...]
    source_version: EngineVersion | None

    def manner(self, bodies: Literal["stub", "real"]) -> Manner:
        """The same for the runners; `bodies` is what holds when the user did not say."""
        date = self.date.replace(tzinfo=UTC).isoformat() if self.date else None
        return Manner(
            bodies=self.bodies or bodies,
            params=dict(self.param),
            assumed=dict(self.assume),
            logical_date=date,
            real_time=self.real_time,
            time_limit=self.time_limit,
            scheduler=self.scheduler,
            processes=self.processes,
        )


RUNNING = options.bundled(
    "asked",
    Asked,
    click.option("--pipeline", metavar="ID", help="Only this pipeline of the file."),
    click.option(
        "--param",
        multiple=True,
        type=Assignment(),
        help="A parameter of the run; the value may be JSON.",
    ),
    click.option(
        "--assume",
        multiple=True,
        type=Assignment(),
        help="What a name is taken for that no file says: a variable, a connection, the environment; JSON.",
    ),
    click.option(
        "--date",
        type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]),
        help="The logical date, in UTC.",
    ),
    click.option(
        "--bodies",
        type=click.Choice(["stub", "real"]),
        help="Run the tasks' own code, or what stands in for it.",
    ),
    click.option(
        "--real-time", is_flag=True, help="Wait between retries as long as the engine asks."
    ),
    click.option(
        "--time-limit",
        type=float,
        default=60.0,
        show_default=True,
        metavar="SECONDS",
        help="For one run.",
    ),
    click.option(
        "--scheduler/--no-scheduler",
        default=None,
        help="Airflow 3 under its own scheduler, or by dag.test(); as the pipeline needs by default.",
    ),
    click.option(
        "--processes",
        is_flag=True,
        help="Dagster under its multiprocess executor: every step in a process of its own.",
    ),
    click.option(
        "--root",
        "roots",
        multiple=True,
        type=click.Path(path_type=Path),
        help="A folder that imports resolve against.",
    ),
    options.SOURCE_VERSION,
)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which scenarios the user wants: by name, else so many of those that follow from a pipeline."""

    scenario: tuple[str, ...]
    max_scenarios: int

    def of(self, pipeline: Pipeline, reading: Reading) -> Kept:
        """The scenarios of a pipeline; of those that are asked for, the ones that it has."""
        found = derivation(pipeline, reading.module)
        known = found.scenarios
        if not self.scenario:
            return replace(keep(known, self.max_scenarios), missing=found.missing)
        names = {plain(name) for name in self.scenario}
        return Kept(tuple(one for one in known if one.name in names))

    def missing(self, kept: Iterable[Kept]) -> str | None:
        """A name that none of the pipelines has a scenario of."""
        known = {scenario.name for one in kept for scenario in one.scenarios}
        return next((name for name in self.scenario if plain(name) not in known), None)


SCENARIOS = options.bundled(
    "scenarios",
    Wanted,
    click.option(
        "--scenario",
        multiple=True,
        metavar="NAME",
        help="Only these; all that follow from the pipeline by default.",
    ),
    click.option(
        "--max-scenarios",
        type=click.IntRange(min=1),
        default=100,
        show_default=True,
        metavar="N",
        help="At most so many per pipeline, some of every kind; what is left out is told.",
    ),
)


def read_one(path: str, asked: Asked) -> tuple[Reading, list[Pipeline]]:
    """The file and the pipelines to run; a Failure where there is none."""
    reading = read_file(SourceFile(Path(path), path, version=asked.source_version), asked.roots)
    if reading.module is None:
        tell(reading.diagnostics, Shown())
        raise Failure(f"{path}: nothing to run")
    pipelines = [p for p in reading.module.pipelines if asked.pipeline in (None, p.id)]
    if not pipelines:
        known = ", ".join(p.id for p in reading.module.pipelines)
        raise click.UsageError(f"{path} has no pipeline `{asked.pipeline}`; it has {known}")
    tell_undeclared(pipelines, asked)
    return reading, pipelines


def tell_undeclared(pipelines: Iterable[Pipeline], asked: Asked) -> None:
    """A parameter that nobody declares may still be read by a body, so it is given, and told."""
    for pipeline in pipelines:
        declared = {parameter.name for parameter in pipeline.parameters}
        for name, _ in asked.param:
            if name not in declared:
                click.echo(f"note: `{pipeline.id}` declares no parameter `{name}`", err=True)


def scenario_of(name: str, pipeline: Pipeline, reading: Reading) -> Scenario:
    """The scenario of this name; a usage error that lists them where there is none."""
    known = derivation(pipeline, reading.module)
    found = named(known.scenarios, plain(name))
    if found is None:
        raise unknown_scenario(name, pipeline, known)
    return found


def plain(name: str) -> str:
    """The name of a scenario, which may be called by a longer one."""
    return name.removesuffix(" for good")


def unknown_scenario(name: str, pipeline: Pipeline, known: Derived) -> click.UsageError:
    """The error that says which scenarios there are, and which ones no stub can make."""
    names = "; ".join(scenario.name for scenario in known.scenarios)
    message = f"`{pipeline.id}` has no scenario `{name}`; it has: {names}"
    missing = f"; not tried: {'; '.join(known.missing)}" if known.missing else ""
    return click.UsageError(message + missing)


def check_executor(asked: Asked, keys: Iterable[str]) -> None:
    """A usage error where none of the engines has the scheduler or the executor that is asked for."""
    known = tuple(keys)
    if asked.scheduler and SCHEDULED_BY not in known:
        raise click.UsageError("--scheduler is Airflow 3's own, which nothing runs on here")
    if asked.processes and not any(parse_target(key).engine == IN_PROCESSES for key in known):
        raise click.UsageError("--processes is Dagster's executor, which nothing runs on here")


def require(engines: Iterable[EngineVersion]) -> None:
    """A Failure that says how to make them, if environments are missing."""
    missing = [engine for engine in engines if environments.find(engine.key) is None]
    if missing:
        names = " ".join(f"{engine.engine}@{engine.version}" for engine in missing)
        raise Failure(
            f"no environment for {', '.join(e.key for e in missing)}: polydag engines install {names}"
        )


def places(on: str) -> tuple[tuple[EngineVersion, ...], bool]:
    """What `--on` names: engines (all: those that are installed), and whether the reference is among them."""
    if on == "all":
        return tuple(target for target in targets() if environments.find(target.key)), True
    names = [name.strip() for name in on.split(",")]
    try:
        return tuple(parse_target(name) for name in names if name != REFERENCE), REFERENCE in names
    except UnknownEngineError as error:
        raise click.UsageError(f"{error}, {REFERENCE}, all") from error


def stages(
    reading: Reading,
    pipeline: Pipeline,
    engines: tuple[EngineVersion, ...],
    with_reference: bool,
    folder: Path,
    asked: Asked,
) -> list[Stage]:
    """The stages of a pipeline: its source's own engine first, then the reference, then the others."""
    roots, assumed = asked.roots, dict(asked.assume)
    staging = on_engines(reading, pipeline, engines, folder, roots=roots, assumed=assumed)
    for target, diagnostics in staging.refused.items():
        tell(diagnostics, Shown())
        raise Failure(f"{reading.file.display}: `{pipeline.id}` could not be written for {target}")
    own = (
        [reference(reading.module, pipeline, reading.file.path, roots, assumed)]
        if with_reference and reading.module
        else []
    )
    sources = [stage for stage in staging.stages if stage.is_source]
    return [*sources, *own, *(stage for stage in staging.stages if not stage.is_source)]
