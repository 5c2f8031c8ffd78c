"""The engine-free part of a Prefect file that its tasks need."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping

from polydag.frontends.prefect.flow import FlowReading
from polydag.frontends.prefect.handles import FlowHandle
from polydag.frontends.prefect.names import owns
from polydag.frontends.prefect.settings import Settings
from polydag.ir.functions import Function
from polydag.ir.model import Frozen, Symbolic
from polydag.ir.pipeline import Prelude
from polydag.ir.values import Code
from polydag.syntax.data import Datum
from polydag.syntax.module import SourceModule
from polydag.syntax.prelude import Segment, engine_free, needed, segments


def prelude_of(
    module: SourceModule,
    settings: Settings,
    functions: Mapping[str, Function],
    kept: Mapping[FlowHandle, tuple[FlowReading, Datum | None]],
) -> tuple[Prelude, ...]:
    """What functions and values read, with all that it needs in turn, and statements that are there for their effect."""
    candidates = engine_free(segments(module), owns)
    wanted = {name for function in functions.values() for name in function.names}
    wanted |= {name for f in functions.values() for c in f.captured for name in [c.name]}
    for reading, _ in kept.values():
        for draft in reading.drafts:
            for part in (draft.operation, draft.mapping, draft.settings):
                wanted |= set(_names(part)) if part is not None else set()
    hooks = set(functions)
    own = [s for s in candidates if not _is_entry(s) and not (set(s.defines) & hooks)]
    effects = {name for s in own if s.has_effect for name in s.reads}
    found = needed(own, wanted | effects, owns)
    texts = {prelude.text for prelude in found} | {s.text for s in own if s.has_effect}
    return (
        tuple(p for p in _all(own) if p.text in texts)
        if effects or any(s.has_effect for s in own)
        else tuple(found)
    )


def _all(own: Iterable[Segment]) -> Iterator[Prelude]:
    for segment in own:
        if segment.is_import:
            yield from needed([segment], segment.defines, owns)
        else:
            yield segment.prelude


def _is_entry(segment: Segment) -> bool:
    return isinstance(segment.node, ast.If) and "__name__" in ast.unparse(segment.node.test)


def _names(part: object) -> Iterator[str]:
    """The module-level names that a model's expressions read."""
    if isinstance(part, Code | Symbolic):
        yield from part.names
    if isinstance(part, Frozen):
        for field in type(part).model_fields:
            yield from _names(getattr(part, field))
    elif isinstance(part, tuple | list):
        for item in part:
            yield from _names(item)
    elif isinstance(part, dict):
        for item in part.values():
            yield from _names(item)
