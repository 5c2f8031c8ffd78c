"""A case: a pipeline, the engine that it is written for, the scenarios that it is run under, and what must happen."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, JsonValue

from polydag.engines import EngineVersion, parse_target

CASES = Path(__file__).parent / "cases"
State = Literal["success", "failed", "skipped", "upstream_failed", "not_run"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Fragment(_Part):
    """A piece of code of the document of orchestration patterns, and the case that completes it to a file."""

    lines: tuple[int, int]
    engine: str
    case: str


class StatedScenario(_Part):
    """A scenario that the case states itself."""

    name: str
    fail: dict[str, int] = {}
    choose: dict[str, str] = {}
    values: dict[str, JsonValue] = {}


class Expectation(_Part):
    """What must happen under a scenario, written by hand from the meaning; `waits` are the seconds before each retry."""

    run: Literal["success", "failed"]
    tasks: dict[str, State]
    waits: dict[str, tuple[float, ...]] = {}


class Case(_Part):
    """One case of the suite, as `case.yaml` states it.

    `source` is the engine that the pipeline is written for, and that it runs on; `polydag` is the DSL, which the embedded
    reference runs. `run` names another spelling of the same pipeline for the run itself, where no release of the engine
    loads the one that is read. `values` are stub values in every scenario. Without `scenarios` they are derived.
    """

    id: str
    doc: str
    tags: tuple[str, ...]
    source: str
    pipeline: str
    run: str = "pipeline.py"
    params: dict[str, JsonValue] = {}
    values: dict[str, JsonValue] = {}
    scenarios: tuple[StatedScenario, ...] = ()
    expect: dict[str, Expectation] = {}
    prepare: Literal["dbt"] | None = None
    files: tuple[str, ...] = ()

    @property
    def folder(self) -> Path:
        """Where the case lies."""
        return CASES / self.id

    @property
    def file(self) -> Path:
        """The pipeline that is read and converted."""
        return self.folder / "pipeline.py"

    @cached_property
    def engine(self) -> EngineVersion | None:
        """The engine that the source itself runs on; None for the DSL."""
        return None if self.source == "polydag" else parse_target(self.source)


def load(id: str) -> Case:
    """The case of a folder.

    Raises:
        pydantic.ValidationError: `case.yaml` does not state a case.
    """
    data = yaml.safe_load((CASES / id / "case.yaml").read_text())
    return Case.model_validate({"id": id, **data})


def fragments() -> list[Fragment]:
    """Every fragment of the document."""
    data = yaml.safe_load((CASES.parent / "fragments.yaml").read_text())
    return [Fragment.model_validate(row) for row in data]


def cases(names: tuple[str, ...] = ()) -> list[Case]:
    """The named cases, or all of them, in the order of their ids.

    Raises:
        FileNotFoundError: there is no case of that name.
    """
    return [
        load(id) for id in names or sorted(path.parent.name for path in CASES.glob("*/case.yaml"))
    ]
