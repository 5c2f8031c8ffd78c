"""The engine-free part of a Prefect file that its tasks need."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from polydag.frontends.prefect.names import owns
from polydag.frontends.prefect.settings import Settings
from polydag.ir.functions import Function
from polydag.ir.names import names_read
from polydag.ir.pipeline import Pipeline, Prelude
from polydag.syntax.module import SourceModule
from polydag.syntax.prelude import Segment, engine_free, needed, segments


def prelude_of(
    module: SourceModule,
    settings: Settings,
    functions: Mapping[str, Function],
    pipelines: Sequence[Pipeline],
) -> tuple[Prelude, ...]:
    """What functions and values read, with all that it needs in turn, and statements that are there for their effect.

    What functions of other modules need of those comes first.
    """
    found: list[Prelude] = []
    for other in dict.fromkeys(
        settings.sources[name] for name in functions if name in settings.sources
    ):
        if other is not module:
            own = {
                n
                for name, f in functions.items()
                if settings.sources.get(name) is other
                for n in f.names
            }
            found += needed(_candidates(other, functions), own, owns)
    wanted = {
        n
        for name, f in functions.items()
        if settings.sources.get(name, module) is module
        for n in f.names
    }
    wanted |= names_read(pipelines) | _names_of_entries(pipelines) | _names_of_types(pipelines)
    candidates = _candidates(module, functions)
    effects = [segment for segment in candidates if segment.has_effect]
    wanted |= {name for segment in effects for name in segment.reads}
    named = {prelude.span: prelude for prelude in needed(candidates, wanted, owns)}
    named |= {prelude.span: prelude for prelude in (segment.prelude for segment in effects)}
    ordered = sorted(named.values(), key=lambda prelude: prelude.span.line if prelude.span else 0)
    return (*(p for p in found if p.text not in {o.text for o in ordered}), *ordered)


def _names_of_types(pipelines: Sequence[Pipeline]) -> set[str]:
    """What the annotations of a flow's parameters read: Prefect makes values of these types."""
    notes = [p.annotation for pipeline in pipelines for p in pipeline.parameters if p.annotation]
    trees = [ast.parse(note, mode="eval") for note in notes]
    return {n.id for tree in trees for n in ast.walk(tree) if isinstance(n, ast.Name)}


def _names_of_entries(pipelines: Sequence[Pipeline]) -> set[str]:
    """What the calls read that start flows, which are kept as they are where Prefect is written again."""
    entries = [ast.parse(pipeline.entry) for pipeline in pipelines if pipeline.entry is not None]
    return {n.id for entry in entries for n in ast.walk(entry) if isinstance(n, ast.Name)}


def _candidates(module: SourceModule, functions: Mapping[str, Function]) -> list[Segment]:
    free = engine_free(segments(module), owns)
    return [s for s in free if not _is_entry(s) and not set(s.defines) & set(functions)]


def _is_entry(segment: Segment) -> bool:
    return isinstance(segment.node, ast.If) and "__name__" in ast.unparse(segment.node.test)
