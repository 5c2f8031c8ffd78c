"""Writes a module of Dagster code: design, lowering, layout."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polydag.backends.dagster.rules  # noqa: F401 - importing it registers the rules
from polydag.backends.contract import Emission, Options, PlacedModule
from polydag.backends.dagster.assets import write_assets
from polydag.backends.dagster.codes import ExceptionNotGiven, Style, Tracked
from polydag.backends.dagster.context import ModuleContext
from polydag.backends.dagster.design import Design, design, reports
from polydag.backends.dagster.gathering import gathered
from polydag.backends.dagster.handlers import reads_exception
from polydag.backends.dagster.inlined import HELPERS
from polydag.backends.dagster.open_loops import unwritable
from polydag.backends.dagster.ops import write_ops
from polydag.backends.dagster.overruled import FailureBesideSkip, overruled
from polydag.backends.dagster.policies import place_of
from polydag.backends.dagster.schedules import dates
from polydag.backends.dagster.sheet import KEY, Sheet
from polydag.backends.dagster.symbols import EnvironmentWording, tell_open_loops
from polydag.backends.dagster.texts import docstring
from polydag.backends.dagster.tracking import OUTCOME, helper, rule_table
from polydag.backends.dagster.unwritten import tell_of_assets
from polydag.backends.dagster.written import Written
from polydag.backends.open_loops import open_families, refused
from polydag.backends.optional import leaves_out, with_tasks_for_outputs
from polydag.backends.symbols import settled
from polydag.diagnostics import Collector
from polydag.ir.pipeline import Module
from polydag.rendering.environment import render
from polydag.rendering.placeholders import IMPORTS, Draft
from polydag.rendering.strings import string


class DagsterBackend:
    """Assets where the meaning of a pipeline survives in assets, a job of ops where it does not."""

    key = KEY

    def write(self, module: Module, options: Options, collector: Collector) -> Emission:
        """One module with a `Definitions`."""
        manual: dict[str, None] = {}
        if module.engine != "dagster":
            module = settled(module, EnvironmentWording(collector, manual))
        if any(open_families(pipeline) for pipeline in module.pipelines):
            lost = unwritable(module, options)
            tell_open_loops(module, lost, collector)
            module = settled(refused(module, lost), EnvironmentWording(collector, manual))
        leaving = any(leaves_out(function) for function in module.functions.values())
        hands_on = leaving and any(reports(module, p, options) for p in module.pipelines)
        if hands_on:
            module = with_tasks_for_outputs(module, lists=False, keys=True).module
        sheet = Sheet(module, options, collector, hands_on)
        held = _prelude(module, sheet)
        designs = [
            design(module, pipeline, options, sheet.names, sheet.defined)
            for pipeline in module.pipelines
            if _has_tasks(pipeline)
        ]
        launchable = {found.pipeline.id: found for found in designs}
        written = [_written(replace(found, launchable=launchable), sheet) for found in designs]
        if module.engine != "dagster":
            tell_of_assets(sheet)
        return Emission(
            render=lambda: _draft(sheet, held, designs, written),
            pipelines=tuple(part.plan for part in written),
            packages=("dagster", *sheet.packages),
            manual=tuple(manual | sheet.manual),
            command=_command(designs),
            findings=sheet.findings(),
        )

    def gathered(self, modules: Sequence[PlacedModule]) -> Mapping[str, str]:
        """`definitions.py`, which holds a tree together."""
        return gathered(modules)


def _draft(
    sheet: Sheet, prelude: tuple[str, ...], designs: list[Design], written: list[Written]
) -> Draft:
    """The text of what was lowered."""
    module = sheet.module
    closing = [text for part in written for text in part.closing]
    context = ModuleContext(
        doc=docstring(module.doc) if module.doc else "",
        has_doc=bool(module.doc),
        imports=IMPORTS,
        comment=module.comment,
        prelude=prelude,
        constants=tuple(f"{name} = {text}" for text, name in sheet.constants.items()),
        closing=(*closing, *sheet.sensors.values(), _definitions(written, designs, sheet)),
        helpers=_helpers(sheet),
        blocks=tuple(block for part in written for block in part.blocks),
        jobs=tuple(part.job for part in written if part.job is not None),
        entry="",
    )
    return sheet.holds.draft(render("dagster/module.py.jinja", context), sheet.imports)


def _command(designs: list[Design]) -> str:
    """What runs the first job: from the shell, or from the page where somebody has to choose a partition."""
    if not designs or dates(designs[0]) is not None:
        return "dagster dev -f {path}"
    return f"dagster job execute -f {{path}} -j {designs[0].name}"


def _has_tasks(pipeline: object) -> bool:
    return bool(getattr(pipeline, "nodes", ()))


def _prelude(module: Module, sheet: Sheet) -> tuple[str, ...]:
    """The author's module-level source: imports to the imports, the rest held."""
    held = []
    for prelude in module.prelude:
        if prelude.kind == "import":
            sheet.imports.add_text(prelude.text)
        else:
            held.append(sheet.holds.hold(prelude.text))
    return tuple(held)


def _written(found: Design, sheet: Sheet) -> Written:
    _tell_exceptions(found, sheet)
    sheet.tell(
        Style(style=found.choice.style, reason=found.choice.reason, **place_of(found.pipeline.id))
    )
    if found.tiers.tracked:
        causes = (
            ", ".join(
                sorted({found.facts.rule(id) for id in found.tiers.tracked} - {"all_success"})
            )
            or "skips and ignored failures"
        )
        sheet.tell(
            Tracked(count=len(found.tiers.tracked), causes=causes, **place_of(found.pipeline.id))
        )
    for id, gate in overruled(found.facts).items():
        if id not in found.tiers.tracked:
            sheet.tell(FailureBesideSkip(gate=gate, pipeline=found.pipeline.id, task=id))
    return write_assets(found, sheet) if found.assets else write_ops(found, sheet)


def _tell_exceptions(found: Design, sheet: Sheet) -> None:
    """Handlers kept by trigger rules do not know the exception."""
    source = next(p for p in sheet.module.pipelines if p.id == found.pipeline.id)
    for id, handler in found.facts.reacting.items():
        if reads_exception(source, handler):
            tried = ", ".join(f"`{tried}`" for tried in handler.tries)
            sheet.tell(ExceptionNotGiven(tried=tried, **place_of(found.pipeline.id, id)))


def _helpers(sheet: Sheet) -> tuple[str, ...]:
    """The helpers that are used, those that others use before them."""
    wanted: dict[str, None] = {}
    for name in sheet.inlined:
        for used in (*(HELPERS[name].uses if name in HELPERS else ()), name):
            wanted.setdefault(used)
    texts = []
    for name in sorted(wanted, key=lambda n: n == "tracked"):
        if name == "tracked":
            texts += _tracked(sheet, skips="Skip" in wanted)
            continue
        texts.append(HELPERS[name].spelt(sheet.needs))
    return tuple(texts)


def _tracked(sheet: Sheet, *, skips: bool) -> list[str]:
    for module, name in (
        ("typing", "Any"),
        ("typing", "NamedTuple"),
        ("functools", ""),
        ("inspect", ""),
    ):
        sheet.needs(module, name)
    for name in ("Failure", "RetryRequested"):
        sheet.dagster(name)
    features = {*sheet.features, "chosen", "whole"} | ({"skip"} if skips else set())
    return [OUTCOME, rule_table(list(sheet.rules)), helper(features)]


def _definitions(written: list[Written], designs: list[Design], sheet: Sheet) -> str:
    """The one entry of the code location."""
    assets = [symbol for part in written for symbol in part.assets]
    checks = [symbol for part in written for symbol in part.checks]
    loaded = next((found.prefix for found in designs if found.prefix and not found.shared), "")
    entries = []
    if assets and loaded:
        load = sheet.dagster("load_assets_from_current_module")
        entries.append(f"assets={load}(key_prefix={string(loaded)})")
    elif assets:
        entries.append(f"assets=[{', '.join(assets)}]")
    if checks and loaded:
        # A check knows its asset by the key that the asset has before it is loaded.
        load = sheet.dagster("load_asset_checks_from_current_module")
        entries.append(f"asset_checks={load}(asset_key_prefix={string(loaded)})")
    elif checks:
        entries.append(f"asset_checks=[{', '.join(checks)}]")
    for name in ("jobs", "schedules", "sensors"):
        symbols = [symbol for part in written for symbol in getattr(part, name)]
        symbols += sheet.sensors if name == "sensors" else ()
        if symbols:
            entries.append(f"{name}=[{', '.join(symbols)}]")
    resources = dict(entry for part in written for entry in part.resources)
    if resources:
        inner = ", ".join(f'"{name}": {text}' for name, text in resources.items())
        entries.append(f"resources={{{inner}}}")
    return f"defs = {sheet.dagster('Definitions')}({', '.join(entries)})"


BACKEND = DagsterBackend()
