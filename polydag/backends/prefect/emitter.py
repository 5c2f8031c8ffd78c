"""Writes Prefect modules: designs each pipeline, then prints functions, tasks, flows and the entry point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from polydag.backends.contract import Emission, Options, PlacedModule
from polydag.backends.optional import with_tasks_for_outputs
from polydag.backends.prefect.accounts import Accounts
from polydag.backends.prefect.context import ModuleContext
from polydag.backends.prefect.docstrings import docstring
from polydag.backends.prefect.facts import with_facts
from polydag.backends.prefect.flows import Flow, flow_of
from polydag.backends.prefect.gaps import helpers
from polydag.backends.prefect.launched import launched_flows
from polydag.backends.prefect.parameters import plain_type
from polydag.backends.prefect.plan import design
from polydag.backends.prefect.tasks import TaskBook
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
            told.append(replace(diagnostic, target=KEY))

        written = with_tasks_for_outputs(module)
        module = with_facts(written.module, tell)
        for _, diagnostic in written.told:
            tell(diagnostic)
        accounts = Accounts(module, tell)
        launched = launched_flows(module)
        designs = []
        for pipeline in module.pipelines:
            annotations = {p.name: plain_type(p) for p in pipeline.parameters}
            designs.append(design(module, pipeline, options, annotations, launched, tell))
        book = TaskBook(module, designs, tell)
        flows = [flow_of(module, made, book, tell) for made in designs]
        collector.extend(told)
        return Emission(
            render=lambda: _draft(module, book, flows, told),
            pipelines=tuple(flow.plan for flow in flows),
            packages=_packages(book, flows),
            manual=tuple(
                d.message for d in told if d.code in ("PFW102", "PFW204", "PFW208", "PFW231")
            ),
            command="python {path}",
            findings=tuple(accounts.findings()),
        )

    def gathered(self, modules: Sequence[PlacedModule]) -> Mapping[str, str]:
        """Nothing: every module serves its own flows."""
        return {}


def _draft(
    module: Module, book: TaskBook, flows: Sequence[Flow], told: Sequence[Diagnostic]
) -> Draft:
    imports, holders = _authors_imports(module), Placeholders()
    context = _context(module, book, flows, imports, holders, told)
    return holders.draft(render("prefect/module.py.jinja", context), imports)


def _context(
    module: Module,
    book: TaskBook,
    flows: Sequence[Flow],
    imports: ImportSet,
    holders: Placeholders,
    told: Sequence[Diagnostic],
) -> ModuleContext:
    wanted = {name for flow in flows for name in flow.helpers} | book.helpers
    made = helpers(wanted)
    for item in made:
        imports.merge(item.imports)
    for flow in flows:
        imports.merge(flow.imports)
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
        entry=tuple(line for flow in flows for line in flow.entry),
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
    return tuple(name for name in ("httpx", "cronsim") if name in imported)
