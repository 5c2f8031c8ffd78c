"""What the steps that write one module share: imports, held texts, helpers, what was told, the ledger."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar

from polydag.backends.airflow.versions.dialect import EXCEPTIONS, SDK, Dialect
from polydag.backends.contract import Options
from polydag.backends.ledger import View
from polydag.diagnostics import Collector, Diagnostic
from polydag.ir.check import span_of
from polydag.ir.graph import Graph
from polydag.ir.model import Frozen
from polydag.ir.pipeline import Module, Pipeline
from polydag.ir.tasks import Task
from polydag.rendering.imports import ImportSet
from polydag.rendering.placeholders import Placeholders
from polydag.rendering.pyvalues import Expression, PyValue, expression

M = TypeVar("M", bound=Frozen)


@dataclass
class Work:
    """The one mutable thing of a module's writing."""

    module: Module
    dialect: Dialect
    options: Options
    collector: Collector
    imports: ImportSet
    holds: Placeholders
    helpers: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    packages: dict[str, None] = field(default_factory=dict)
    manual: dict[str, None] = field(default_factory=dict)
    module_statements: dict[str, None] = field(default_factory=dict)
    choosers: set[str] = field(default_factory=set)
    not_carried: dict[str, str] = field(default_factory=dict)
    logger: str = "log"
    comments: dict[str, list[str]] = field(default_factory=dict)
    _views: list[tuple[str, View[Frozen]]] = field(default_factory=list)

    @property
    def is_own(self) -> bool:
        """Whether the source is Airflow's itself, so that bodies stay byte for byte."""
        return self.module.engine == "airflow"

    @cached_property
    def assets_of_tasks(self) -> frozenset[str]:
        """The assets that tasks of the module make or read."""
        tasks = [task for one in self.module.pipelines for task in Graph(one).tasks.values()]
        return frozenset(id for task in tasks for id in (*task.publishes, *task.consumes))

    @property
    def kept(self) -> tuple[str, ...]:
        """The author's imports of Airflow, which what stays as it is reads."""
        own = self.module.extras.get("airflow", {}).get("imports") if self.is_own else None
        return tuple(str(text) for text in own) if isinstance(own, list) else ()

    @property
    def kept_names(self) -> frozenset[str]:
        """The names that these bind."""
        return frozenset(text.split()[-1] for text in self.kept)

    def view(self, model: M, owner: str, pipeline: str) -> View[M]:
        """A counted model of the ledger."""
        made = View(model, owner)
        self._views.append((pipeline, made))  # type: ignore[arg-type]  # only read back as findings
        return made

    def close(self) -> tuple[Diagnostic, ...]:
        """Every open ledger entry."""
        return tuple(
            d for pipeline, view in self._views for d in view.findings(pipeline, self.dialect.key)
        )

    def tell(self, diagnostic: Diagnostic, task: Task | None = None) -> None:
        """Tell something; what is about a task and matters more than a note also stands as a comment above it."""
        if task is not None:
            span = diagnostic.span or span_of(task.span)
            diagnostic = replace(diagnostic, task=task.id, span=span)
        diagnostic = replace(diagnostic, target=self.dialect.key)
        self.collector.tell(diagnostic)
        if diagnostic.severity >= 1 and (task is not None or diagnostic.pipeline):
            owner = f"{diagnostic.pipeline}:{task.id if task is not None else ''}"
            line = f"# polydag {diagnostic.code}: {diagnostic.message}"
            lines = self.comments.setdefault(owner, [])
            if line not in lines:
                lines.append(line)

    def told(self, pipeline: Pipeline, task: Task | None = None) -> tuple[str, ...]:
        """The comment lines about a task or a pipeline."""
        return tuple(self.comments.get(f"{pipeline.id}:{task.id if task is not None else ''}", ()))

    def sdk(self, name: str) -> str:
        """The local name of something of `airflow.sdk`."""
        return self.airflow(SDK, name)

    def exception(self, name: str) -> str:
        """The local name of one of Airflow's exceptions."""
        return self.airflow(EXCEPTIONS, name)

    def airflow(self, module: str, name: str) -> str:
        """The local name of what lies in this module in the newest version of Airflow; any other module is as it is."""
        return self.imports.add(*self.dialect.place(module, name))

    def py(self, value: PyValue) -> str:
        """A value as code, its imports added."""
        return self.use(expression(value))

    def use(self, spelt: Expression) -> str:
        """The text of an expression, its imports added."""
        return self.imports.spelt(spelt.text, spelt.imports)


def comment_lines(text: str) -> tuple[str, ...]:
    """Comment lines of the author, each with its `#`."""
    lines = [line.strip() for line in text.strip().splitlines()]
    return tuple(line if line.startswith("#") else f"# {line}".rstrip() for line in lines if line)


def docstring(text: str, indent: str = "") -> str:
    """A docstring of the text, its further lines at an indentation."""
    escaped = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    if "\n" not in escaped:
        return f'"""{escaped}{" " if escaped.endswith(chr(34)) else ""}"""'
    rows = [
        row if at == 0 or not row.strip() else indent + row
        for at, row in enumerate(escaped.strip("\n").split("\n"))
    ]
    return '"""' + "\n".join(rows).rstrip() + f'\n{indent}"""'
