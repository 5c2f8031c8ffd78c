"""The engine-free part of a file that its functions and values need."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from pydantic import BaseModel

from polydag.frontends.airflow.names import is_airflow
from polydag.frontends.airflow.reading import Reading
from polydag.ir.functions import Function
from polydag.ir.model import Place, Symbolic
from polydag.ir.operations import Opaque
from polydag.ir.pipeline import Pipeline, Prelude
from polydag.ir.values import Code
from polydag.syntax.prelude import engine_free, needed, segments


def module_prelude(
    reading: Reading, functions: dict[str, Function], pipelines: tuple[Pipeline, ...]
) -> tuple[Prelude, ...]:
    """What the author's functions and expressions read at module level, with what that reads in turn."""
    names = [name for function in functions.values() for name in function.names]
    names += [name for pipeline in pipelines for name in _names_in(pipeline)]
    lifted = set(functions)
    found: list[Prelude] = []
    for module, wanted in reading.functions.foreign.items():
        found += needed(engine_free(segments(module), is_airflow), wanted, is_airflow)
    own = [
        s for s in engine_free(segments(reading.module), is_airflow) if not lifted & set(s.defines)
    ]
    found += needed(own, names, is_airflow)
    return tuple(_unique(found))


def engine_imports(reading: Reading, functions: dict[str, Function]) -> list[str]:
    """The imports of Airflow that bodies read, one name each: whoever keeps the bodies as they are keeps these."""
    names = {name for function in functions.values() for name in function.names}
    found: list[str] = []
    for statement in reading.module.tree.body:
        if isinstance(statement, ast.ImportFrom) and is_airflow(statement.module or ""):
            for alias in statement.names:
                if (alias.asname or alias.name) in names:
                    renamed = f" as {alias.asname}" if alias.asname else ""
                    found.append(f"from {statement.module} import {alias.name}{renamed}")
    return found


def _unique(preludes: Iterable[Prelude]) -> Iterator[Prelude]:
    seen: set[str] = set()
    for prelude in preludes:
        if prelude.text not in seen:
            seen.add(prelude.text)
            yield prelude


def _names_in(value: object) -> Iterator[str]:
    """Module-level names that values and scalars of a model read."""
    if value is None or isinstance(value, str | int | float | Place):
        return
    if isinstance(value, Symbolic | Code | Opaque):
        yield from value.names
    if isinstance(value, BaseModel):
        for inner in vars(value).values():
            yield from _names_in(inner)
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _names_in(inner)
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from _names_in(inner)
