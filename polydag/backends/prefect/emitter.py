"""Writes Prefect modules: designs each pipeline, then prints functions, tasks, flows and the entry point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from polydag.backends.contract import Emission, Options, PlacedModule
from polydag.backends.open_loops import (
    doubled,
    is_next,
    open_families,
    planned,
    refused,
    unreadable,
)
from polydag.backends.optional import with_tasks_for_outputs
from polydag.backends.prefect.accounts import Accounts
from polydag.backends.prefect.clashing import (
    clashes,
    signature_through_module,
    through_module,
    without_class,
)
from polydag.backends.prefect.codes import NotCarried
from polydag.backends.prefect.context import ModuleContext
from polydag.backends.prefect.docstrings import docstring
from polydag.backends.prefect.facts import with_facts
from polydag.backends.prefect.flows import Flow, flow_of, unlooped
from polydag.backends.prefect.gaps import helpers
from polydag.backends.prefect.launched import launched_flows
from polydag.backends.prefect.parameters import plain_type
from polydag.backends.prefect.plan import PipelineDesign, Tell, design
from polydag.backends.prefect.serving import joined
from polydag.backends.prefect.symbols import VariableWording
from polydag.backends.prefect.tasks import TaskBook
from polydag.backends.symbols import settled
from polydag.diagnostics import Collector, Diagnostic
from polydag.ir.pipeline import Module, Prelude
from polydag.rendering.environment import render
from polydag.rendering.imports import ImportSet
from polydag.rendering.placeholders import IMPORTS, Draft, Placeholders

KEY = "prefect-3.8"


class PrefectBackend:
    """Writes modules for Prefect 3.8."""

    key = KEY

    def write(self, module: Module, options: Options, collector: Collector) -> Emission:
        """One module of flows for the module's pipelines."""
        told: list[Diagnostic] = []

        def tell(diagnostic: Diagnostic) -> None:
            if not is_next(diagnostic.task or ""):
                told.append(replace(diagnostic, target=KEY))

        if any(open_families(pipeline) for pipeline in module.pipelines):
            module = doubled(refused(module, self._unlooped(module, options, tell)))
        if module.engine != "prefect":
            module = settled(module, VariableWording(tell))
        written = with_tasks_for_outputs(module)
        module = with_facts(written.module, tell)
        for _, diagnostic in written.told:
            tell(diagnostic)
        accounts = Accounts(module, tell)
        designs = _designs(module, options, tell)
        book = TaskBook(module, designs, tell)
        flows = [flow_of(module, made, book, tell) for made in designs]
        collector.extend(told)
        return Emission(
            render=lambda: _draft(module, book, flows, told),
            pipelines=tuple(planned(flow.plan) for flow in flows),
            packages=_packages(book, flows),
            manual=tuple(
                d.message for d in told if d.code in ("PFW102", "PFW204", "PFW208", "PFW231")
            ),
            command="python {path}",
            findings=tuple(accounts.findings()),
        )

    def _unlooped(self, module: Module, options: Options, tell: Tell) -> dict[str, frozenset[str]]:
        """The loops over what nobody knows yet that no flow can say as loops, by pipeline; each is told."""
        found: dict[str, frozenset[str]] = {}
        settled_module = with_facts(settled(doubled(module), VariableWording(_unheard)), _unheard)
        designs = _designs(settled_module, options, _unheard)
        book = TaskBook(settled_module, designs, _unheard)
        for made in designs:
            lost = unlooped(made, book) | unreadable(settled_module, made.pipeline)
            for family in lost:
                reason = "what it runs over is only known when the flow runs, which cannot say it here: its tasks raise"
                tell(
                    NotCarried(
                        pipeline=made.pipeline.id, owner=family, attribute="loop", reason=reason
                    )
                )
            found[made.pipeline.id] = lost
        return found

    def gathered(self, modules: Sequence[PlacedModule]) -> Mapping[str, str]:
        """Nothing: every module serves its own flows."""
        return {}


def _unheard(diagnostic: Diagnostic) -> None:
    """Nobody is told while something is only tried."""


def _designs(module: Module, options: Options, tell: Tell) -> list[PipelineDesign]:
    launched = launched_flows(module)
    designs = []
    for pipeline in module.pipelines:
        annotations = {p.name: plain_type(p) for p in pipeline.parameters}
        designs.append(design(module, pipeline, options, annotations, launched, tell))
    return designs


def _draft(
    module: Module, book: TaskBook, flows: Sequence[Flow], told: Sequence[Diagnostic]
) -> Draft:
    imports, holders = _authors_imports(module), Placeholders()
    context = _context(module, book, flows, imports, holders, told)
    text = render("prefect/module.py.jinja", context)
    if not clashes(imports):
        return holders.draft(text, imports)
    holders.change(signature_through_module)
    return holders.draft(through_module(text), without_class(imports))


def _context(
    module: Module,
    book: TaskBook,
    flows: Sequence[Flow],
    imports: ImportSet,
    holders: Placeholders,
    told: Sequence[Diagnostic],
) -> ModuleContext:
    wanted = {name for flow in flows for name in flow.helpers} | book.helpers | book.hooked.needs
    made = helpers(wanted)
    for item in made:
        imports.merge(item.imports)
    for flow in flows:
        imports.merge(flow.imports)
    entry = joined([flow.entry for flow in flows], module)
    imports.merge(entry.imports)
    tasks = tuple(book.tasks(holders, told))
    imports.merge(book.imports)
    return ModuleContext(
        comment=tuple(module.comment.splitlines()),
        docstring=docstring(module.doc) if module.doc else "",
        imports=IMPORTS,
        prelude=_prelude(module, holders),
        constants=tuple(book.constants),
        helpers=tuple(item.text for item in made),
        callbacks=tuple(book.callbacks(holders)),
        defaults=book.defaults(),
        tasks=tasks,
        flows=tuple(flow.text(told) for flow in flows),
        entry=entry.lines,
    )


def _authors_imports(module: Module) -> ImportSet:
    bound = {name for part in module.prelude if part.kind == "statement" for name in part.defines}
    imports = ImportSet(taken={*bound, *module.functions})
    if module.future_annotations:
        imports.add_text("from __future__ import annotations")
    for part in module.prelude:
        if part.kind == "import":
            imports.add_text(part.text)
    if module.engine == "prefect":
        own = module.extras.get("prefect", {}).get("imports", [])
        for text in own if isinstance(own, list) else ():
            imports.add_text(str(text))
    return imports


def _prelude(module: Module, holders: Placeholders) -> tuple[str, ...]:
    """The author's statements, as close to each other as in the source."""
    parts: list[str] = []
    last: Prelude | None = None
    for part in module.prelude:
        if part.kind != "statement":
            continue
        line = holders.hold(part.text)
        if parts and last is not None and _adjoin(last, part):
            parts[-1] += f"\n{line}"
        else:
            parts.append(line)
        last = part
    return tuple(parts)


def _adjoin(one: Prelude, other: Prelude) -> bool:
    if one.span is None or other.span is None or one.span.end_line is None:
        return False
    return other.span.line == one.span.end_line + 1


def _packages(book: TaskBook, flows: Sequence[Flow]) -> tuple[str, ...]:
    imported = {item.module for item in (*book.imports, *(i for f in flows for i in f.imports))}
    return (*(name for name in ("httpx", "cronsim") if name in imported), *book.packages)
