"""A case: a pipeline, the engine that it is written for, the scenarios that it is run under, and what must happen."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, JsonValue, TypeAdapter, field_validator, model_validator

from polydag.conformance.calendar import Calendar
from polydag.conformance.expectation import Expectation
from polydag.conformance.stated import Stated, stated
from polydag.engines import EngineVersion, parse_target
from polydag.runs.scenarios import Scenario

DSL = "polydag"


def _engine(name: str) -> str:
    parse_target(name)
    return name


EngineName = Annotated[str, AfterValidator(_engine)]


class Statement(Stated):
    """What `case.yaml` states.

    `source` is the engine that the pipeline is written for, and that it runs on; `polydag` is the DSL, which the embedded
    reference runs. `also_on` are other versions that load the same file. `run` names another spelling of the same pipeline
    for the run itself, where no release of the engine loads the one that is read. `values` are stub values in every
    scenario. `scenarios` are names of derived ones or scenarios of its own; without any, all are derived. With `bodies: real`
    the author's own bodies run, which no scenario steers: for what only they can say, as which exception is raised. `assume`
    is what names are taken for that no file says: variables of the server, connections, the environment. A case
    with a `schedule` is not run: every engine is asked which runs its schedule starts.
    """

    doc: str = Field(min_length=1)
    tags: tuple[str, ...] = Field(min_length=1)
    source: Literal["polydag"] | EngineName
    pipeline: str
    also_on: tuple[EngineName, ...] = ()
    run: str = "pipeline.py"
    bodies: Literal["stub", "real"] = "stub"
    params: dict[str, JsonValue] = {}
    assume: dict[str, JsonValue] = {}
    values: dict[str, JsonValue] = {}
    scenarios: tuple[str | Scenario, ...] = ()
    expect: dict[str, Expectation] = {}
    schedule: Calendar | None = None
    prepare: Literal["dbt"] | None = None
    files: tuple[str, ...] = ()

    @field_validator("scenarios")
    @classmethod
    def _named_once(cls, scenarios: tuple[str | Scenario, ...]) -> tuple[str | Scenario, ...]:
        names = [one if isinstance(one, str) else one.name for one in scenarios]
        if len(names) > len(set(names)):
            raise ValueError("two scenarios have one name")
        return scenarios

    @model_validator(mode="after")
    def _asked_or_run(self) -> Self:
        if self.schedule is not None and (self.scenarios or self.expect):
            raise ValueError(
                "a case with a `schedule` is not run: it has no scenarios, no `expect`"
            )
        return self


class Case(Statement):
    """A case with its name and where it lies."""

    id: str
    folder: Path

    @property
    def file(self) -> Path:
        """The pipeline that is read and converted."""
        return self.folder / "pipeline.py"

    @cached_property
    def engine(self) -> EngineVersion | None:
        """The engine that the source itself runs on; None for the DSL."""
        return None if self.source == DSL else parse_target(self.source)

    @property
    def engines(self) -> tuple[EngineVersion, ...]:
        """Every engine that runs the source as it is."""
        own = () if self.engine is None else (self.engine,)
        return (*own, *(parse_target(name) for name in self.also_on))


def load(folder: Path) -> Case:
    """The case of a folder.

    Raises:
        SuiteError: `case.yaml` does not state a case.
    """
    given = stated(TypeAdapter(Statement), folder / "case.yaml")
    return Case(id=folder.name, folder=folder, **dict(given))
