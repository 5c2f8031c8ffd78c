"""The part of a module that is not Dagster's, as far as what is converted needs it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from polydag.frontends.dagster.names import owns
from polydag.ir.expand import expanded
from polydag.ir.functions import Function
from polydag.ir.graph import arguments_of
from polydag.ir.model import Symbolic
from polydag.ir.pipeline import Pipeline, Prelude
from polydag.ir.values import Code, walk
from polydag.syntax.module import SourceModule
from polydag.syntax.prelude import engine_free, needed, segments


def prelude_of(
    module: SourceModule, functions: Mapping[str, Function], pipelines: list[Pipeline]
) -> list[Prelude]:
    """Imports, constants and helpers that functions and values read."""
    names = {name for function in functions.values() for name in function.names}
    names |= {name for pipeline in pipelines for name in _read_by(pipeline)}
    free = engine_free(segments(module), owns)
    effects = [segment for segment in free if segment.has_effect]
    found = needed(free, sorted(names), owns)
    kept = [*found, *(segment.prelude for segment in effects)]
    return sorted(kept, key=lambda piece: piece.span.line if piece.span is not None else 0)


def _read_by(pipeline: Pipeline) -> Iterator[str]:
    for task in expanded(pipeline).tasks:
        for value in arguments_of(task.operation).values():
            for inner in walk(value):
                yield from inner.names if isinstance(inner, Code) else ()
        for word in getattr(task.operation, "command", ()):
            yield from word.names if isinstance(word, Symbolic) else ()
    for schedule in pipeline.schedules:
        for scalar in (*schedule.crons, schedule.timezone):
            yield from scalar.names if isinstance(scalar, Symbolic) else ()
    for parameter in pipeline.parameters:
        if isinstance(parameter.default, Code):
            yield from parameter.default.names
