"""Pipelines of one file as a module: with the functions they run and the engine-free source that those need."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from polydag.dsl.sources import FunctionSource, owns
from polydag.ir.expand import tasks_of
from polydag.ir.functions import Function
from polydag.ir.operations import Check
from polydag.ir.pipeline import Asset, Module, Pipeline, Prelude
from polydag.ir.tasks import Task
from polydag.syntax.module import SourceModule
from polydag.syntax.prelude import Segment, engine_free, module_comment, needed, segments


class Built(Protocol):
    """What a built pipeline offers."""

    sources: dict[str, FunctionSource]
    assets: dict[str, Asset]

    @property
    def ir(self) -> Pipeline:
        """The pipeline in the neutral representation."""


def assemble(source: SourceModule, built: Sequence[Built], names: Iterable[str] = ()) -> Module:
    """The module of these pipelines; `names` are further module-level names that expressions of them read."""
    sources: dict[str, FunctionSource] = {}
    assets: dict[str, Asset] = {}
    for pipeline in built:
        sources |= pipeline.sources
        assets |= pipeline.assets
    functions = sorted((one.function for one in sources.values()), key=_place)
    return Module(
        path=source.display,
        name=source.name,
        engine="polydag",
        doc=ast.get_docstring(source.tree),
        comment=module_comment(source),
        future_annotations=any(_is_future(statement) for statement in source.tree.body),
        prelude=tuple(_prelude(source, names, _raised(built), sources)),
        functions={function.name: function for function in functions},
        assets={id: Asset(id=id, key=tuple(id.split("/"))) for id in _named(built)} | assets,
        pipelines=tuple(pipeline.ir for pipeline in built),
    )


def _named(built: Iterable[Built]) -> Iterator[str]:
    """The assets that tasks name, whether or not the pipeline says more about them."""
    for one in built:
        for task in (task for node in one.ir.nodes for task in tasks_of(node)):
            yield from (*task.publishes, *task.consumes)
            if isinstance(task.operation, Check):
                yield task.operation.asset


def _raised(built: Sequence[Built]) -> list[str]:
    """The names that exceptions begin with which decide about retries."""
    tasks = [node for one in built for node in one.ir.nodes if isinstance(node, Task)]
    kinds = [kind for task in tasks for kind in (*task.retry.only_on, *task.retry.never_on)]
    return [kind.partition(".")[0] for kind in kinds]


def _prelude(
    source: SourceModule,
    names: Iterable[str],
    raised: Iterable[str],
    sources: Mapping[str, FunctionSource],
) -> list[Prelude]:
    """What functions and expressions need, those of tasks from other files of the project included."""
    found: dict[str, Prelude] = {}
    modules = dict.fromkeys([source, *(one.module for one in sources.values())])
    for module in modules:
        wanted = [n for one in sources.values() if one.module is module for n in one.function.names]
        own = [*wanted, *raised, *(names if module is source else ())]
        for prelude in _of_module(module, own, set(sources), effects=module is source):
            found.setdefault(prelude.text, prelude)
    return list(found.values())


def _of_module(
    module: SourceModule, names: list[str], functions: set[str], effects: bool
) -> list[Prelude]:
    """The engine-free segments that the names need, and with `effects` what is there for its effect."""
    candidates = [
        segment
        for segment in engine_free(segments(module), owns)
        if not set(segment.defines) & functions and not isinstance(segment.node, ast.If)
    ]
    acting = [s for s in candidates if effects and s.has_effect and not _is_text(s)]
    kept = needed(candidates, [*names, *(name for s in acting for name in s.reads)], owns)
    texts = {prelude.text for prelude in kept}
    extra = [segment.prelude for segment in acting if segment.text not in texts]
    return sorted([*kept, *extra], key=lambda prelude: prelude.span.line if prelude.span else 0)


def _is_text(segment: Segment) -> bool:
    match segment.node:
        case ast.Expr(value=ast.Constant()):
            return True
    return False


def _is_future(statement: ast.stmt) -> bool:
    if not isinstance(statement, ast.ImportFrom) or statement.module != "__future__":
        return False
    return any(alias.name == "annotations" for alias in statement.names)


def _place(function: Function) -> tuple[str, int]:
    return (function.span.path, function.span.line) if function.span else ("", 0)
