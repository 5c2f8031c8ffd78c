"""Where a pipeline can run: in the reference, as its own source on its own engine, or as emitted code on another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from pydantic import JsonValue

from polydag.backends.contract import Options, PipelinePlan
from polydag.backends.open_loops import open_families
from polydag.diagnostics import Diagnostic
from polydag.engines import EngineVersion, engines
from polydag.ir.pipeline import Module, Pipeline
from polydag.ir.tasks import Placement
from polydag.runs.assumed import environment_of
from polydag.runs.dates import date_for
from polydag.runs.jobs import job_for
from polydag.runs.launches import launched, narrowed
from polydag.runs.open_loops import Known, found_again, iterations, unrolled
from polydag.runs.protocol import Job, Mode
from polydag.runs.record import RunRecord
from polydag.runs.reference.interpreter import Conditions, setup_of
from polydag.runs.reference.interpreter import run as run_reference
from polydag.runs.runners import Runners
from polydag.runs.scenarios import Scenario
from polydag.runs.scheduling import IN_PROCESSES, SCHEDULED_BY, needs_scheduler
from polydag.syntax.project import roots_of
from polydag.translate import Output, Reading, write

REFERENCE = "reference"


@dataclass(frozen=True, kw_only=True)
class Manner:
    """How a run is made, apart from its scenario; without a date of its own on the pipeline's (`date_for`).

    `scheduler` is whether Airflow 3 runs it under its own scheduler; None leaves that to what the pipeline holds. `until` is
    the date up to which that scheduler catches up. `processes`: Dagster runs every step in a process of its own.
    """

    bodies: Literal["stub", "real"] = "stub"
    params: Mapping[str, JsonValue] = field(default_factory=dict)
    assumed: Mapping[str, JsonValue] = field(default_factory=dict)
    logical_date: str | None = None
    real_time: bool = False
    time_limit: float = 60.0
    scheduler: bool | None = None
    processes: bool = False
    until: str | None = None


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One place to run one pipeline; `engine` None is the reference, `plan` None the source's own file.

    `plans` are those of all pipelines of the emitted module, some of which the tasks of this one may start.
    `loops` are the iterations of loops over what only a run knows: `pipeline` has them all, as it is `written` it has none.
    `told` is what reading the source and writing this code told; `label` how results call it, else the engine's key.
    """

    module: Module
    pipeline: Pipeline
    file: Path
    root: Path
    engine: EngineVersion | None = None
    plan: PipelinePlan | None = None
    label: str = ""
    plans: Mapping[str, PipelinePlan] = field(default_factory=dict)
    loops: Known = field(default_factory=dict)
    written: Pipeline | None = None
    told: tuple[Diagnostic, ...] = ()

    @property
    def name(self) -> str:
        """How results call it: its label, the engine's key, or `reference`."""
        return self.label or (self.engine.key if self.engine else REFERENCE)

    @property
    def is_source(self) -> bool:
        """Whether the user's own file runs here, on its own engine."""
        return self.engine is not None and self.plan is None

    def unrolled(self, assumed: Mapping[str, JsonValue]) -> Stage:
        """The stage with the tasks of every iteration of loops over what is known now."""
        if not open_families(self.pipeline):
            return self
        real = Conditions(bodies="real", assumed=assumed, file=self.file, root=self.root)
        known = iterations(self.pipeline, setup_of(self.module, self.pipeline, real, {}))
        pipeline = unrolled(self.pipeline, known)
        return replace(self, pipeline=pipeline, loops=known, written=self.pipeline)

    def planned(self, plan: PipelinePlan, engine: str) -> PipelinePlan:
        """The plan with the tasks of every iteration."""
        return plan if self.written is None else found_again(plan, self.written, self.loops, engine)

    @property
    def placements(self) -> Mapping[str, Placement] | None:
        """Where the tasks are found in emitted code; None for a source and the reference."""
        return self.plan.placements if self.plan else None

    def run(self, scenario: Scenario, manner: Manner, runners: Runners) -> RunRecord:
        """The record of one run; a runner's failure is in the record, never raised."""
        if self.engine is None:
            return run_reference(self.module, self.pipeline, self._conditions(scenario, manner))
        others = [
            self._job(self.engine, one, narrowed(scenario, one.id), replace(manner, params={}))
            for one in launched(self.module, self.pipeline)
        ]
        return runners.run(
            self.engine.key, self._job(self.engine, self.pipeline, scenario, manner, others=others)
        )

    def _job(
        self,
        engine: EngineVersion,
        pipeline: Pipeline,
        scenario: Scenario,
        manner: Manner,
        **options: object,
    ) -> Job:
        plan = self.plans.get(pipeline.id, self.plan) if self.plan else None
        return job_for(
            self.module,
            pipeline,
            scenario,
            file=self.file,
            root=self.root,
            engine=engine.engine,
            placements=plan.placements if plan else None,
            address=plan.address if plan else None,
            bodies=manner.bodies,
            params=manner.params,
            logical_date=manner.logical_date or date_for(pipeline),
            real_time=manner.real_time,
            time_limit=manner.time_limit,
            mode=self._mode(scenario, manner),
            until=manner.until,
            environment=environment_of(engine.engine, manner.assumed),
            variables=dict(manner.assumed),
            **options,
        )

    def _mode(self, scenario: Scenario, manner: Manner) -> Mode:
        if self.engine is not None and self.engine.engine == IN_PROCESSES and manner.processes:
            return "processes"
        if self.engine is None or self.engine.key != SCHEDULED_BY:
            return "test"
        wanted = manner.scheduler
        if wanted is None:
            # Only where tasks run beside each other does a delay decide who ends first.
            needed = needs_scheduler(self.module, self.pipeline, manner.bodies == "real")
            wanted = bool(manner.until or scenario.delay) or needed
        return "scheduler" if wanted else "test"

    def _conditions(self, scenario: Scenario, manner: Manner) -> Conditions:
        return Conditions(
            scenario=scenario,
            bodies=manner.bodies,
            logical_date=manner.logical_date or date_for(self.pipeline),
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


def reference(
    module: Module,
    pipeline: Pipeline,
    file: Path,
    roots: tuple[Path, ...] = (),
    assumed: Mapping[str, JsonValue] | None = None,
) -> Stage:
    """The embedded interpreter; `roots` are what the project's imports resolve against, where the user said."""
    root = (roots or roots_of(file))[-1].absolute()
    own = Stage(module=module, pipeline=pipeline, file=file.absolute(), root=root)
    return own.unrolled(assumed or {})


def on_engines(
    reading: Reading,
    pipeline: Pipeline,
    targets: Iterable[EngineVersion],
    folder: Path,
    options: Options | None = None,
    roots: tuple[Path, ...] = (),
    assumed: Mapping[str, JsonValue] | None = None,
) -> Staging:
    """The source on its own engine, in whatever version is asked for, and code for the others, written below `folder`."""
    assert reading.module is not None, "an unreadable file has no pipeline to stage"
    targets = tuple(targets)
    own = reference(reading.module, pipeline, reading.file.path, roots, assumed)
    native = native_engine(reading)
    outputs = write([reading], [t for t in targets if t.engine != native], options or Options())
    staging = staged(own, outputs, folder)
    emitted = {stage.engine: stage for stage in staging.stages}
    sources = {
        target: replace(own, engine=target, told=reading.diagnostics)
        for target in targets
        if target.engine == native
    }
    known = sources | emitted
    return Staging(tuple(known[t] for t in targets if t in known), staging.refused)


def native_engine(reading: Reading) -> str | None:
    """The engine that the file itself runs on; None for a model in JSON or YAML, which no engine could run, and for the DSL."""
    engine = reading.engine if reading.file.path.suffix == ".py" else None
    return engine if engine in engines() else None


def staged(own: Stage, outputs: Iterable[Output], folder: Path) -> Staging:
    """The code that was written for targets, laid out below `folder`, for the pipeline of a stage."""
    stages: list[Stage] = []
    refused: dict[EngineVersion, tuple[Diagnostic, ...]] = {}
    for output in outputs:
        plans = output.emission.pipelines if output.emission and output.text is not None else ()
        plan = next((plan for plan in plans if plan.id == own.pipeline.id), None)
        if plan is None or output.text is None or output.emission is None:
            refused[output.target] = output.diagnostics
            continue
        relative = output.reading.file.relative.with_suffix(".py")
        file = folder / output.target.key / relative
        _place(file, {file.name: output.text, **output.emission.files})
        # Imports of the project resolve as for the source: its engine-free modules are shared by both.
        told = (*output.reading.diagnostics, *output.diagnostics)
        plan = own.planned(plan, output.target.engine)
        every = {one.id: one for one in plans} | {plan.id: plan}
        stages.append(
            replace(own, engine=output.target, file=file, plan=plan, plans=every, told=told)
        )
    return Staging(tuple(stages), refused)


def _place(file: Path, texts: Mapping[str, str]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (file.parent / name).parent.mkdir(parents=True, exist_ok=True)
        (file.parent / name).write_text(text, encoding="utf-8")
