"""The engine-free part of a file that its functions and values need."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from polydag.frontends.airflow.codes import NameNotCarried
from polydag.frontends.airflow.lookups import Carrying
from polydag.frontends.airflow.names import is_airflow
from polydag.frontends.airflow.reading import Reading
from polydag.frontends.airflow.structure.asset_uses import still_read
from polydag.ir.check import span_of
from polydag.ir.functions import Function
from polydag.ir.pipeline import Prelude
from polydag.syntax.data import FunctionData
from polydag.syntax.describe import describe, literal
from polydag.syntax.functions import lift
from polydag.syntax.module import SourceModule
from polydag.syntax.prelude import block_statements
from polydag.syntax.scope import Scope

# What every module binds.
ALWAYS = frozenset({*dir(builtins), "__file__", "__name__", "__doc__"})


def module_prelude(
    reading: Reading, functions: dict[str, Function], names: set[str], carrying: Carrying
) -> tuple[Prelude, ...]:
    """What the names need at module level, with what that reads in turn."""
    gathering = _Gathering(carrying)
    found: list[Prelude] = []
    for module, wanted in reading.functions.foreign.items():
        found += gathering.of(module, wanted)
    found += gathering.of(reading.module, names, frozenset(functions))
    for home in gathering.homes:
        # Where Airflow is, what is borrowed from there reads that module's imports of it.
        reading.functions.foreign.setdefault(home, set())
    return tuple(_unique(found))


@dataclass
class _Gathering:
    """Statements of modules, those before them that they borrow from others; `homes` are these others."""

    carrying: Carrying
    homes: dict[SourceModule, set[str]] = field(default_factory=dict)

    def of(
        self, module: SourceModule, names: set[str], lifted: frozenset[str] = frozenset()
    ) -> list[Prelude]:
        """What the names need of a module, and that of other ones."""
        pieces = self.carrying.pieces(module, names, lifted)
        read = names.union(*(piece.reads for piece in pieces))
        found: list[Prelude] = []
        for home, name in self.carrying.borrowed(module, read):
            known = self.homes.setdefault(home, set())
            if name not in known:
                known.add(name)
                found += self.of(home, {name})
        return [*found, *pieces]


def template_imports(
    reading: Reading, names: set[str], found: Iterable[Prelude]
) -> Iterator[Prelude]:
    """The imports, constants and functions that code of templates needs and the file itself has not."""
    defined = {name for prelude in found for name in prelude.defines}
    for name, statement in sorted(reading.template_imports.items()):
        if name in names and name not in defined:
            if statement.startswith(("import ", "from ")):
                yield Prelude(text=statement, kind="import", defines=(name,))
            else:
                read = {
                    node.id for node in ast.walk(ast.parse(statement)) if isinstance(node, ast.Name)
                }
                reads = tuple(sorted(read & names - {name}))
                yield Prelude(text=statement, defines=(name,), reads=reads)


def built_functions(names: Iterable[str], known: Iterable[str], scope: Scope) -> list[Function]:
    """The functions that values name and that stand in a block, such as a `with DAG`, which is not carried as a whole."""
    found = []
    for name in sorted(set(names) - set(known)):
        data = scope.names.get(name)
        if not isinstance(data, FunctionData) or isinstance(data.node, ast.Lambda):
            continue
        if data.at_module_level and data.name == name and data.node not in data.module.tree.body:
            found.append(lift(data.node, data.module))
    return found


def built_constants(
    reading: Reading,
    functions: dict[str, Function],
    values: Iterable[str],
    known: Iterable[str],
    scope: Scope,
    native: Iterable[Prelude],
) -> tuple[Prelude, ...]:
    """Constants that bodies and values read and the building code made, inside a `with DAG`, say.

    What a body reads and is nowhere is told.
    """
    found: dict[str, Prelude] = {}
    names = {*known, *functions, *ALWAYS}
    kept = {name: piece.text for piece in native for name in piece.defines}
    for name in sorted(set(values) - names):
        text = literal(scope.names[name]) if name in scope.names else None
        if text is not None and not text.names and text.text != name:
            origin = scope.origins.get(name)
            written = describe(origin.node, scope) if origin and origin.node else text
            shown = text if written.names or written.reads else written
            found[name] = Prelude(text=f"{name} = {shown.text}", defines=(name,))
    for function in functions.values():
        own = {*function.elsewhere.globals} if function.elsewhere is not None else set()
        for name in sorted(still_read(function) - names - set(found) - own):
            datum = scope.lookup(name)
            text = None if datum is None else literal(datum)
            if text is not None and not text.names:
                found[name] = Prelude(text=f"{name} = {text.text}", defines=(name,))
            else:
                span = span_of(function.span)
                told = NameNotCarried(name=name, function=function.name, span=span)
                how = f"which only Airflow output keeps: {' '.join(kept.get(name, '').split())}"
                reading.tell(replace(told, how=how) if name in kept else told)
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


def _outside_functions(tree: ast.Module) -> Iterator[ast.AST]:
    """The statements of a module, those in blocks too: the first import of a name is the one that is read."""
    for statement in tree.body:
        if isinstance(statement, ast.With | ast.Try | ast.If):
            yield from block_statements(statement)
        else:
            yield statement


def _unique(preludes: Iterable[Prelude]) -> Iterator[Prelude]:
    seen: set[str] = set()
    for prelude in preludes:
        if prelude.text not in seen:
            seen.add(prelude.text)
            yield prelude
