"""The engine-free part of a file that its functions and values need."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator

from pydantic import BaseModel

from polydag.frontends.airflow.codes import NameNotCarried
from polydag.frontends.airflow.names import is_airflow
from polydag.frontends.airflow.reading import Reading
from polydag.ir.check import span_of
from polydag.ir.functions import Function
from polydag.ir.model import Place, Symbolic
from polydag.ir.operations import Opaque
from polydag.ir.pipeline import Pipeline, Prelude
from polydag.ir.values import Code
from polydag.syntax.describe import literal
from polydag.syntax.prelude import engine_free, needed, segments
from polydag.syntax.scope import Scope


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


def built_constants(
    reading: Reading,
    functions: dict[str, Function],
    known: Iterable[str],
    scope: Scope,
) -> tuple[Prelude, ...]:
    """Constants that bodies read and the building code made, inside a `with DAG`, say; what else is nowhere is told."""
    found: dict[str, Prelude] = {}
    names = {*known, *functions, *dir(builtins), "__file__", "__name__", "__doc__"}
    for function in functions.values():
        for name in sorted(set(function.names) - names - set(found)):
            datum = scope.lookup(name)
            text = None if datum is None else literal(datum)
            if text is not None and not text.names:
                found[name] = Prelude(text=f"{name} = {text.text}", defines=(name,))
            else:
                span = span_of(function.span)
                reading.tell(NameNotCarried(name=name, function=function.name, span=span))
    return tuple(found.values())


def engine_imports(
    reading: Reading, functions: dict[str, Function], pipelines: tuple[Pipeline, ...]
) -> list[str]:
    """The imports of Airflow that bodies and kept expressions read, one name each: whoever keeps these keeps the imports."""
    names = {name for function in functions.values() for name in function.names}
    names |= {name for pipeline in pipelines for name in _names_in(pipeline)}
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
        # A field that nobody set has its default, in which there are no names.
        for name in value.model_fields_set:
            yield from _names_in(getattr(value, name))
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _names_in(inner)
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from _names_in(inner)
