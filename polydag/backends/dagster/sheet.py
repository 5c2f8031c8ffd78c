"""The sheet that one module is written on: imports, texts held for the author, names, and what is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypedDict

from polydag.backends.acts import LIBRARIES
from polydag.backends.contract import Options
from polydag.backends.dagster.names import Scope
from polydag.backends.ledger import M, View
from polydag.diagnostics import Collector, Diagnostic, Severity, Span
from polydag.ir.pipeline import Module
from polydag.ir.policies import Retry
from polydag.rendering.imports import ImportSet
from polydag.rendering.placeholders import Placeholders
from polydag.rendering.pyvalues import PyValue, expression

KEY = "dagster-1.13"
# Tasks are functions of the module, beside the decorators that it imports.
_DECORATORS = (
    *("asset", "asset_check", "failure_hook", "graph", "graph_asset", "job", "multi_asset"),
    *("op", "schedule", "sensor", "success_hook"),
)


class Where(TypedDict, total=False):
    """Where a diagnostic belongs."""

    pipeline: str
    task: str
    target: str
    span: Span | None


class Sheet:
    """Collects what the parts of a module need from the whole of it.

    `hands_on`: outputs that may be left out leave their function in a dict, and tasks of their own hand them on.
    """

    def __init__(
        self, module: Module, options: Options, collector: Collector, hands_on: bool = False
    ) -> None:
        self.module = module
        self.hands_on = hands_on
        self.options = options
        self.holds = Placeholders()
        bound = [name for prelude in module.prelude for name in prelude.defines]
        self.names = Scope([*bound, *module.functions, *_DECORATORS, *LIBRARIES])
        self.defined = Scope()
        self.schedules = Scope()
        self.imports = ImportSet(taken=[*bound, *module.functions])
        self.inlined: dict[str, None] = {}
        self.constants: dict[str, str] = {}
        self.printed: set[str] = set()
        self.shared_retries: dict[str, Retry | None] = {}
        self.rules: dict[str, None] = {}
        self.features: set[str] = set()
        self.hooks: dict[str, str] = {}
        self.handing: dict[str, str] = {}
        self.dbt: dict[str, str] = {}
        self.packages: dict[str, None] = {}
        self.manual: dict[str, None] = {}
        self.sensors: dict[str, str] = {}
        self.described: set[str] = set()
        self._collector = collector
        self._notes: dict[tuple[str | None, str | None], list[Diagnostic]] = {}
        self._findings: list[tuple[str, Callable[[str, str], Iterator[Diagnostic]]]] = []

    def dagster(self, name: str) -> str:
        """The local name of something that Dagster exports."""
        return self.imports.add("dagster", name)

    def needs(self, module: str, name: str = "") -> str:
        """The local name of something else that is imported."""
        return self.imports.add(module, name) if name else self.imports.add_module(module)

    def value(self, value: PyValue) -> str:
        """A value known while writing as code, its imports added."""
        made = expression(value)
        return self.imports.spelt(made.text, made.imports)

    def inline(self, name: str) -> str:
        """Ask for one of the helpers that are written into the module."""
        self.inlined.setdefault(name)
        return name

    def tell(self, diagnostic: Diagnostic) -> None:
        """Tell the user, and keep it for the comment above the task concerned."""
        self._collector.tell(diagnostic)
        if diagnostic.severity >= Severity.DROPPED:
            place = self._notes.setdefault((diagnostic.pipeline, diagnostic.task), [])
            if diagnostic not in place:
                place.append(diagnostic)

    def held(self, text: str, comment: str = "") -> str:
        """The lines that stand for a definition of the author, its comment above."""
        return lines([comment, self.holds.hold(text)])

    def notes(self, pipeline: str, task: str | None = None) -> tuple[str, ...]:
        """The comments about a task, or about the pipeline itself."""
        return tuple(
            f"# polydag {d.code}: {d.message}" for d in self._notes.get((pipeline, task), ())
        )

    def view(self, model: M, owner: str, pipeline: str) -> View[M]:
        """The ledger's view of a model; what is neither used nor told at the end is a finding."""
        made = View(model, owner)
        self._findings.append((pipeline, made.findings))
        return made

    def findings(self) -> tuple[Diagnostic, ...]:
        """What the source sets and nobody accounted for."""
        return tuple(
            found for pipeline, findings in self._findings for found in findings(pipeline, KEY)
        )


def lines(parts: Iterable[str]) -> str:
    """Non-empty parts, one a line."""
    return "\n".join(part for part in parts if part)
