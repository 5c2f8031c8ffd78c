"""Judges mutations: the same code for every target, or a scenario under which the wrong code is seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path

from polydag.backends.contract import Emission, Options
from polydag.engines import EngineVersion, parse_target
from polydag.ir.pipeline import Module, Pipeline
from polydag.runs.compare import Side, Verdict, compare
from polydag.runs.record import RunRecord
from polydag.runs.runners import Runners
from polydag.runs.scenarios import Scenario, derive
from polydag.runs.stages import Manner, Stage, reference, staged
from polydag.translate import Output, Reading, SourceFile, read_file, write
from polydag.translate.writing import emitted
from tests.mutations.mutate import Mutation, mutations

FOLDER = Path(__file__).resolve().parents[2] / "conformance" / "cases"
# Every kind of mutation, every engine as the source, and the DSL.
CASES = (
    "dsl-conditional",
    "fact-branch-join",
    "fact-dict-result",
    "fact-empty-map",
    "fact-notification",
    "fact-short-circuit",
    "fact-unseen-failure",
    "seed-airflow-basic",
    "seed-airflow-xcom",
    "seed-dagster-schedule",
    "seed-fan-airflow",
    "seed-prefect-flow",
)
TARGETS = tuple(parse_target(name) for name in ("dagster", "prefect", "airflow"))


@dataclass(frozen=True)
class Case:
    """A pipeline as it was read, rightly, and what it does."""

    id: str
    reading: Reading
    pipeline: Pipeline

    @cached_property
    def own(self) -> Stage:
        """The reference."""
        assert self.reading.module is not None
        return reference(self.reading.module, self.pipeline, self.reading.file.path)

    @cached_property
    def scenarios(self) -> tuple[Scenario, ...]:
        """Those that `verify` derives."""
        return derive(self.pipeline, self.reading.module)

    @cached_property
    def expected(self) -> dict[str, RunRecord]:
        """What the pipeline does under each scenario."""
        with Runners() as none:
            return {s.name: self.own.run(s, Manner(), none) for s in self.scenarios}

    @cached_property
    def mutated(self) -> tuple[Mutation, ...]:
        """Every mutation."""
        return tuple(mutations(self.own.module, self.pipeline))

    def code(self, mutated: Module | None) -> dict[EngineVersion, object]:
        """The code of every target before it is formatted, and the files beside it; None where the writer refuses."""
        reading = replace(self.reading, module=mutated)
        return {target: _code(emitted(reading, target, Options())[0]) for target in TARGETS}


@cache
def case(id: str) -> Case:
    """The case of a folder of the suite."""
    file = FOLDER / id / "pipeline.py"
    reading = read_file(SourceFile(file, file.name))
    assert reading.module is not None
    return Case(id, reading, reading.module.pipelines[0])


@dataclass(frozen=True)
class Suspect:
    """A mutation that changes the code of some targets."""

    case: Case
    mutation: Mutation
    changed: tuple[EngineVersion, ...]

    @cached_property
    def outputs(self) -> list[Output]:
        """What is written for the targets whose code it changes."""
        reading = replace(self.case.reading, module=self.mutation.module)
        return write([reading], self.changed, Options())

    @property
    def name(self) -> str:
        """What the list of exceptions calls it."""
        return f"{self.case.id}: {self.mutation.name}"

    @property
    def targets(self) -> tuple[EngineVersion, ...]:
        """Those whose code differs and is written."""
        return tuple(output.target for output in self.outputs if output.text is not None)

    @property
    def is_refused(self) -> bool:
        """Whether no code is written for one of them: `verify` says so."""
        return len(self.targets) < len(self.outputs)

    def telling(self) -> Iterator[Scenario]:
        """The scenarios under which the reference tells the wrong pipeline from the right one."""
        changed = next(
            one for one in self.mutation.module.pipelines if one.id == self.case.pipeline.id
        )
        wrong = replace(self.case.own, module=self.mutation.module, pipeline=changed)
        with Runners() as none:
            for scenario in self.case.scenarios:
                side = Side("wrong", wrong.run(scenario, Manner(), none))
                if self._verdict(scenario, side) is Verdict.DIFFERENT:
                    yield scenario

    def caught(
        self, target: EngineVersion, scenario: Scenario, folder: Path, runners: Runners
    ) -> bool:
        """Whether the engine shows the wrong code under the scenario.

        The job is that of the right pipeline: `verify` knows no other.
        """
        outputs = [output for output in self.outputs if output.target == target]
        [stage] = staged(self.case.own, outputs, folder).stages
        record = stage.run(scenario, Manner(), runners)
        verdict = self._verdict(scenario, Side(target.key, record, stage.placements or {}))
        return verdict in (Verdict.DIFFERENT, Verdict.FAILED)

    def _verdict(self, scenario: Scenario, side: Side) -> Verdict:
        expected = self.case.expected[scenario.name]
        return compare(self.case.pipeline, expected, Side("right", expected), side).verdict


@cache
def suspects(id: str) -> tuple[Suspect, ...]:
    """The mutations of a case that are not proven equal: their code differs for some target."""
    return tuple(_suspects(case(id)))


def _suspects(case: Case) -> Iterator[Suspect]:
    right = case.code(case.reading.module)
    for mutation in case.mutated:
        wrong = case.code(mutation.module)
        changed = tuple(target for target in TARGETS if wrong[target] != right[target])
        if changed:
            yield Suspect(case, mutation, changed)


def _code(emission: Emission | None) -> object:
    return None if emission is None else (emission.draft, dict(emission.files))
