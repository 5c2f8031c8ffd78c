"""The engine-free part of a file that its functions and values need."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator

from polydag.frontends.airflow.codes import NameNotCarried
from polydag.frontends.airflow.names import is_airflow
from polydag.frontends.airflow.reading import Reading
from polydag.ir.check import span_of
from polydag.ir.functions import Function
from polydag.ir.pipeline import Prelude
from polydag.syntax.describe import literal
from polydag.syntax.prelude import needed
from polydag.syntax.scope import Scope
from polydag.syntax.sharing import Sharing


def module_prelude(
    reading: Reading, functions: dict[str, Function], names: set[str], sharing: Sharing
) -> tuple[Prelude, ...]:
    """What the names need at module level, with what that reads in turn."""
    lifted = set(functions)
    found: list[Prelude] = []
    for module, wanted in reading.functions.foreign.items():
        found += needed(sharing.free(module), wanted, sharing.owned)
    own = [s for s in sharing.free(reading.module) if not lifted & set(s.defines)]
    found += needed(own, names, sharing.owned)
    return tuple(_unique(found))


def template_imports(
    reading: Reading, names: set[str], found: Iterable[Prelude]
) -> Iterator[Prelude]:
    """The imports that code of templates needs and the file itself has not."""
    defined = {name for prelude in found for name in prelude.defines}
    for name, statement in sorted(reading.template_imports.items()):
        if name in names and name not in defined:
            yield Prelude(text=statement, kind="import", defines=(name,))


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


def engine_imports(reading: Reading, names: set[str]) -> list[str]:
    """The imports of Airflow that bodies and kept expressions read, one name each: whoever keeps these keeps the imports."""
    found = list(reading.imports)
    modules = (reading.module, *reading.functions.foreign)
    for statement in (statement for module in modules for statement in module.tree.body):
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
