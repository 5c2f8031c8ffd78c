"""What every writer offers to the driver, and what it is told by the user."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath
from typing import Literal, Protocol

from polydag.diagnostics import Collector, Diagnostic
from polydag.ir.pipeline import Module
from polydag.ir.tasks import Placement
from polydag.rendering.placeholders import Draft


class Support(enum.Enum):
    """How far a target carries a feature."""

    NATIVE = "native"
    EMULATED = "emulated"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class Options:
    """The user's choices for a conversion; the defaults are those of the command line.

    `tree` is no choice, but what the driver knows: the module becomes part of a project, in which names are not its own alone.
    """

    unsupported: Literal["raise", "error", "warn"] = "raise"
    dagster_style: Literal["auto", "assets", "ops"] = "auto"
    sequence: Literal["keep", "relax"] = "keep"
    strict_outcome: bool = False
    exact: bool = False
    tree: bool = False


@dataclass(frozen=True, kw_only=True)
class PipelinePlan:
    """Where a pipeline and its tasks are found in the emitted code.

    `address` is what the target calls the pipeline. `placements` has every task of the IR (families expanded) by id.
    `edges` are the dependencies (upstream id, downstream id) that the emitted code states natively, for the read-back;
    `emulated` those that it keeps in another way (a hook's watch list, a helper's argument): the rule that emulates checks them.
    """

    id: str
    address: str
    placements: Mapping[str, Placement]
    edges: frozenset[tuple[str, str]] = frozenset()
    emulated: frozenset[tuple[str, str]] = frozenset()
    explanation: str = ""


@dataclass(frozen=True, kw_only=True)
class Emission:
    """One module of target code before formatting: what was decided, and its text as soon as somebody asks for it.

    `render` makes the draft, in which the author's texts are out of the formatter's reach; everything is decided and told before.
    `packages` are what the target environment needs beside the engine, `manual` what a person must do (connections to create, …),
    `command` what runs the output (`python {path}` and the like, `{path}` standing for the file, `{folder}` for its folder),
    `files` other files to write beside it, by relative path. `findings` are open ledger entries: the driver refuses to
    write when there is one.
    """

    render: Callable[[], Draft]
    pipelines: tuple[PipelinePlan, ...]
    packages: tuple[str, ...] = ()
    manual: tuple[str, ...] = ()
    command: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Diagnostic, ...] = ()

    @cached_property
    def draft(self) -> Draft:
        """The text, made once."""
        return self.render()


@dataclass(frozen=True)
class PlacedModule:
    """A written module of a tree: its path below the output folder (`etl/daily.py`), and its pipelines."""

    path: PurePosixPath
    pipelines: tuple[PipelinePlan, ...]


class Backend(Protocol):
    """Writes modules for one engine version; `key` is `airflow-3.3`, `dagster-1.13` or `prefect-3.8`.

    Each package `polydag.backends.<engine>` names its writers `BACKENDS`, one for each version.
    """

    key: str

    def write(self, module: Module, options: Options, collector: Collector) -> Emission:
        """Target code for a module; what is not carried exactly is told to the collector, with `target` set to `key`.

        Nothing is told by the emission's `render` any more: `inspect` never calls it.
        """
        ...

    def gathered(self, modules: Sequence[PlacedModule]) -> Mapping[str, str]:
        """What makes one project of the modules of a tree: texts by path below the output folder."""
        ...
