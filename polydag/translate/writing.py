"""Writes modules for targets: emit, format in one batch, check that it compiles, read it back, hold it against the plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from polydag.backends.contract import Backend, Emission, Options
from polydag.diagnostics import Collector, Diagnostic, Severity, Span
from polydag.engines import EngineVersion, engines
from polydag.ir.graph import graph_of
from polydag.ir.pipeline import Module
from polydag.rendering.check import check_module
from polydag.rendering.formatting import format_modules
from polydag.rendering.header import Header
from polydag.rendering.placeholders import Draft
from polydag.syntax.module import from_text
from polydag.translate.choices import chosen
from polydag.translate.codes import BrokenOutput, NameUndefined, RefusedAsAsked, TaskNotWritten
from polydag.translate.packages import packages_elsewhere
from polydag.translate.placing import placed
from polydag.translate.readback import read_back
from polydag.translate.reading import Reading, internal_error
from polydag.translate.surroundings import otherwise
from polydag.translate.undefined import undefined_names


@dataclass(frozen=True)
class Output:
    """The code of one source module for one target; `text` is None when it was refused, and diagnostics say why.

    It is `edited` where it is the source itself with changes: the rest of it stands as it was.
    """

    reading: Reading
    target: EngineVersion
    text: str | None
    emission: Emission | None
    diagnostics: tuple[Diagnostic, ...]
    edited: bool = False


@dataclass(frozen=True)
class _Draft:
    reading: Reading
    target: EngineVersion
    emission: Emission | None
    diagnostics: tuple[Diagnostic, ...]


def writer_for(target: EngineVersion) -> Backend:
    """The writer of a target.

    Raises:
        LookupError: the engine is read, never written, or not in this version.
    """
    backends: tuple[Backend, ...] = engines()[target.engine].load_emitter().BACKENDS
    for backend in backends:
        if backend.key == target.key:
            return backend
    raise LookupError(f"code for {target} cannot be written")


def write(
    readings: Iterable[Reading], targets: Iterable[EngineVersion], options: Options
) -> list[Output]:
    """The outputs for every module and target, formatted in one batch."""
    targets = tuple(targets)
    drafts = [
        _rendered(_emit(reading, target, options))
        for reading in readings
        if reading.writable and reading.writable.pipelines
        for target in targets
    ]
    texts = format_modules(_texts(drafts))
    return [_checked(draft, texts.get(f"{number}.py")) for number, draft in enumerate(drafts)]


def draft(reading: Reading, target: EngineVersion, options: Options) -> tuple[Diagnostic, ...]:
    """What a target could not carry exactly, without making the text: what `inspect` needs."""
    return _emit(reading, target, options).diagnostics


def emitted(
    reading: Reading, target: EngineVersion, options: Options
) -> tuple[Emission | None, tuple[Diagnostic, ...]]:
    """What the target's writer decides, None where it refuses, and what was told; the text is neither formatted nor read back."""
    made = _rendered(_emit(reading, target, options))
    return made.emission, made.diagnostics


def _emit(reading: Reading, target: EngineVersion, options: Options) -> _Draft:
    assert reading.writable is not None
    collector = Collector()
    module = chosen(reading.writable, options, collector)
    try:
        placed_options = replace(options, tree=reading.file.tree is not None)
        emission = writer_for(target).write(module, placed_options, collector)
    except Exception as error:  # noqa: BLE001 - the outermost loop over files: one must not take the others down
        told = internal_error("writing", error, reading.file.display, target.key)
        return _Draft(reading, target, None, (*collector.diagnostics, told))
    collector.extend(emission.findings)
    collector.extend(_missing(module, emission, target))
    more = packages_elsewhere(module, target)
    emission = replace(emission, packages=(*emission.packages, *more))
    collector.extend(replace(d, target=target.key) for d in otherwise(module, target, more))
    path = reading.file.display
    told_all = placed(collector.diagnostics, module, path, target.key)
    losses = sum(d.severity is Severity.LOST for d in (*reading.diagnostics, *told_all))
    if options.unsupported == "error" and losses:
        refused = RefusedAsAsked(count=losses, target=target.key, span=Span(path=path, line=1))
        return _Draft(reading, target, None, (*told_all, refused))
    return _Draft(reading, target, emission, told_all)


def _rendered(draft: _Draft) -> _Draft:
    """The draft, its text made."""
    if draft.emission is None:
        return draft
    try:
        _ = draft.emission.draft
    except Exception as error:  # noqa: BLE001 - the outermost loop over files, as above
        told = internal_error("writing", error, draft.reading.file.display, draft.target.key)
        return replace(draft, emission=None, diagnostics=(*draft.diagnostics, told))
    return draft


def _missing(module: Module, emission: Emission, target: EngineVersion) -> list[Diagnostic]:
    """Tasks in = tasks out: every task of the IR has a placement in the plan."""
    plans = {plan.id: plan for plan in emission.pipelines}
    return [
        TaskNotWritten(pipeline=pipeline.id, task=id, target=target.key)
        for pipeline in module.pipelines
        for id in graph_of(pipeline).tasks
        if pipeline.id not in plans or id not in plans[pipeline.id].placements
    ]


def _texts(drafts: list[_Draft]) -> Mapping[str, Draft]:
    return {
        f"{number}.py": _with_header(draft, draft.emission.draft)
        for number, draft in enumerate(drafts)
        if draft.emission is not None
    }


def _with_header(draft: _Draft, text: Draft) -> Draft:
    module = draft.reading.writable
    assert module is not None
    engine = f"{module.engine} {module.version}" if module.version else module.engine
    header = Header(
        source=draft.reading.file.relative.as_posix(), engine=engine, target=str(draft.target)
    )
    return replace(text, text=f"{header.line()}\n{text.text}")


def _checked(draft: _Draft, text: str | None) -> Output:
    told = list(draft.diagnostics)
    module = draft.reading.writable
    if text is not None and draft.emission is not None and module is not None:
        try:
            told += _faults(draft, text, module, draft.emission)
        except Exception as error:  # noqa: BLE001 - the outermost loop over files, as above
            path = draft.reading.file.display
            told.append(internal_error("reading back", error, path, draft.target.key))
    refused = any(d.severity is Severity.INTERNAL for d in told)
    return Output(
        draft.reading, draft.target, None if refused else text, draft.emission, tuple(told)
    )


def _faults(draft: _Draft, text: str, module: Module, emission: Emission) -> list[Diagnostic]:
    """What is wrong with the text: it does not compile, or says otherwise than its plan when it is read back."""
    path = draft.reading.file.display
    fault = check_module(text)
    if fault is not None:
        told = f"{fault}: {fault.text}"
        return [BrokenOutput(fault=told, target=draft.target.key, span=Span(path=path, line=1))]
    target = draft.target
    emitted = from_text(text, Path(f"{module.name}.py"), f"<{target.key}>", module.name)
    if isinstance(emitted, Diagnostic):
        # It compiled a moment ago, so this is the reader's bound on nesting.
        found = [emitted]
    else:
        told_all = (*draft.reading.diagnostics, *draft.diagnostics)
        names = undefined_names(emitted, told_all)
        found = [NameUndefined(name=name, target=target.key) for name in names]
        found += read_back(emitted, module, emission, target)
    # A place in the emitted text is none of the user's: the finding goes to the source.
    return [*placed([replace(d, span=None) for d in found], module, path, target.key)]
