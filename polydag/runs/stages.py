"""Where a pipeline can run: in the reference, as its own source on its own engine, or as emitted code on another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pydantic import JsonValue

from polydag.backends.contract import Options, PipelinePlan
from polydag.diagnostics import Diagnostic
from polydag.engines import EngineVersion
from polydag.ir.pipeline import Module, Pipeline
from polydag.ir.tasks import Placement
from polydag.runs.jobs import job_for
from polydag.runs.protocol import Mode
from polydag.runs.record import RunRecord
from polydag.runs.reference.interpreter import Conditions
from polydag.runs.reference.interpreter import run as run_reference
from polydag.runs.runners import Runners
from polydag.runs.scenarios import Scenario
from polydag.runs.scheduling import SCHEDULED_BY, needs_scheduler
from polydag.syntax.project import roots_of
from polydag.translate import Reading, write

REFERENCE = "reference"


@dataclass(frozen=True, kw_only=True)
class Manner:
    """How a run is made, apart from its scenario.

    `scheduler` is whether Airflow 3 runs it under its own scheduler; None leaves that to what the pipeline holds. `until` is
    the date up to which that scheduler catches up.
    """

    bodies: Literal["stub", "real"] = "stub"
    params: Mapping[str, JsonValue] = field(default_factory=dict)
    assumed: Mapping[str, JsonValue] = field(default_factory=dict)
    logical_date: str = "2026-01-05T00:00:00+00:00"
    real_time: bool = False
    time_limit: float = 60.0
    scheduler: bool | None = None
    until: str | None = None


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One place to run one pipeline; `engine` None is the reference, `plan` None the source's own file."""

    module: Module
    pipeline: Pipeline
    file: Path
    root: Path
    engine: EngineVersion | None = None
    plan: PipelinePlan | None = None

    @property
    def name(self) -> str:
        """How results call it: the engine's key, or `reference`."""
        return self.engine.key if self.engine else REFERENCE

    @property
    def placements(self) -> Mapping[str, Placement] | None:
        """Where the tasks are found in emitted code; None for a source and the reference."""
        return self.plan.placements if self.plan else None

    def run(self, scenario: Scenario, manner: Manner, runners: Runners) -> RunRecord:
        """The record of one run; a runner's failure is in the record, never raised."""
        if self.engine is None:
            return run_reference(self.module, self.pipeline, self._conditions(scenario, manner))
        job = job_for(
            self.module,
            self.pipeline,
            scenario,
            file=self.file,
            root=self.root,
            engine=self.engine.engine,
            placements=self.placements,
            address=self.plan.address if self.plan else None,
            bodies=manner.bodies,
            params=manner.params,
            logical_date=manner.logical_date,
            real_time=manner.real_time,
            time_limit=manner.time_limit,
            mode=self._mode(manner),
            until=manner.until,
        )
        return runners.run(self.engine.key, job)

    def _mode(self, manner: Manner) -> Mode:
        if self.name != SCHEDULED_BY:
            return "test"
        wanted = manner.scheduler
        if wanted is None:
            passing = manner.bodies == "real"
            wanted = bool(manner.until) or needs_scheduler(self.module, self.pipeline, passing)
        return "scheduler" if wanted else "test"

    def _conditions(self, scenario: Scenario, manner: Manner) -> Conditions:
        return Conditions(
            scenario=scenario,
            bodies=manner.bodies,
            logical_date=manner.logical_date,
            params=manner.params,
            assumed=manner.assumed,
            file=self.file,
            root=self.root,
        )


@dataclass(frozen=True)
class Staging:
    """The stages of one pipeline, and what was told about the targets that it could not be written for."""

    stages: tuple[Stage, ...]
    refused: Mapping[EngineVersion, tuple[Diagnostic, ...]]


def reference(module: Module, pipeline: Pipeline, file: Path) -> Stage:
    """The embedded interpreter."""
    return Stage(module=module, pipeline=pipeline, file=file.absolute(), root=roots_of(file)[-1])


def on_engines(
    reading: Reading,
    pipeline: Pipeline,
    targets: Iterable[EngineVersion],
    folder: Path,
    options: Options | None = None,
) -> Staging:
    """The source on its own engine, in whatever version is asked for, and code for the others, written below `folder`."""
    module = reading.module
    assert module is not None, "an unreadable file has no pipeline to stage"
    targets = tuple(targets)
    own = reference(module, pipeline, reading.file.path)
    # A model in JSON or YAML has no source that an engine could run.
    native = module.engine if reading.file.path.suffix == ".py" else None
    outputs = {
        o.target: o
        for o in write([reading], [t for t in targets if t.engine != native], options or Options())
    }
    stages: list[Stage] = []
    refused: dict[EngineVersion, tuple[Diagnostic, ...]] = {}
    for target in targets:
        if target.engine == native:
            stages.append(_replaced(own, target, own.file, None))
            continue
        output = outputs[target]
        plans = output.emission.pipelines if output.emission and output.text is not None else ()
        plan = next((plan for plan in plans if plan.id == pipeline.id), None)
        if plan is None or output.text is None or output.emission is None:
            refused[target] = output.diagnostics
            continue
        file = folder / target.key / reading.file.path.with_suffix(".py").name
        _place(file, {file.name: output.text, **output.emission.files})
        stages.append(_replaced(own, target, file, plan))
    return Staging(tuple(stages), refused)


def _replaced(own: Stage, engine: EngineVersion, file: Path, plan: PipelinePlan | None) -> Stage:
    # Imports of the project resolve as for the source: its engine-free modules are shared by both.
    return Stage(
        module=own.module, pipeline=own.pipeline, file=file, root=own.root, engine=engine, plan=plan
    )


def _place(file: Path, texts: Mapping[str, str]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (file.parent / name).write_text(text, encoding="utf-8")
