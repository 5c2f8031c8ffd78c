"""The part of a module that is not Dagster's, as far as what is converted needs it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from polydag.frontends.dagster.names import owns
from polydag.ir.expand import expanded
from polydag.ir.functions import Function
from polydag.ir.model import Symbolic
from polydag.ir.pipeline import Pipeline, Prelude
from polydag.ir.reads import arguments_of
from polydag.ir.values import Code, walk
from polydag.syntax.module import SourceModule
from polydag.syntax.prelude import engine_free, needed, segments


def prelude_of(
    module: SourceModule,
    functions: Mapping[str, Function],
    homes: Mapping[str, SourceModule],
    pipelines: list[Pipeline],
) -> list[Prelude]:
    """Imports, constants and helpers that functions and values read; of other files what their functions read."""
    found: dict[str, Prelude] = {}
    for home in dict.fromkeys([module, *homes.values()]):
        names = {n for name, f in functions.items() if homes.get(name) is home for n in f.names}
        if home is module:
            names |= {name for pipeline in pipelines for name in _read_by(pipeline)}
        for prelude in _of_module(home, names, effects=home is module):
            found.setdefault(prelude.text, prelude)
    return list(found.values())


def _of_module(module: SourceModule, names: set[str], *, effects: bool) -> list[Prelude]:
    free = engine_free(segments(module), owns)
    acting = [segment for segment in free if effects and segment.has_effect]
    wanted = {*names, *(name for segment in acting for name in segment.reads)}
    kept = needed(free, sorted(wanted), owns)
    kept += [segment.prelude for segment in acting if segment.prelude not in kept]
    return sorted(kept, key=lambda piece: piece.span.line if piece.span is not None else 0)


def bound_helpers(
    functions: Mapping[str, Function],
    homes: Mapping[str, SourceModule],
    prelude: list[Prelude],
) -> Iterator[tuple[Function, str]]:
    """Names of a module that a function needs and that cannot come along, because what binds them uses Dagster."""
    carried = {name for piece in prelude for name in piece.defines} | set(functions)
    for name, function in functions.items():
        defined = {n for segment in segments(homes[name]) for n in segment.defines}
        for needs in function.names:
            if needs in defined and needs not in carried:
                yield function, needs


def _read_by(pipeline: Pipeline) -> Iterator[str]:
    for task in expanded(pipeline).tasks:
        for value in arguments_of(task.operation).values():
            for inner in walk(value):
                yield from inner.names if isinstance(inner, Code) else ()
        for word in getattr(task.operation, "command", ()):
            yield from word.names if isinstance(word, Symbolic) else ()
        yield from _of_scalars((task.retry.count, task.retry.delays.base, *task.tags))
    for schedule in pipeline.schedules:
        yield from _of_scalars((*schedule.crons, schedule.timezone))
    yield from _of_scalars((pipeline.start, *pipeline.tags))
    for parameter in pipeline.parameters:
        if isinstance(parameter.default, Code):
            yield from parameter.default.names


def _of_scalars(scalars: tuple[object, ...]) -> Iterator[str]:
    for scalar in scalars:
        yield from scalar.names if isinstance(scalar, Symbolic) else ()
