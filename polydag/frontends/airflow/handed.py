"""Helper functions that ask Airflow for the context of the task that calls them, and the same ones as they are handed it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from polydag.frontends.airflow.names import SDK, canonical
from polydag.syntax.imports import bindings
from polydag.syntax.module import SourceModule
from polydag.syntax.positions import lines_of
from polydag.syntax.project import Project
from polydag.syntax.splice import (
    Replacement,
    definition,
    removals,
    signature,
    splice,
    written_parameters,
)

# Who asks imports it by this word, whatever it is called then.
_WORD = "get_current_context"
CURRENT = f"{SDK}.{_WORD}"
VARIABLE = f"{SDK}.Variable"
Helper = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(eq=False)
class Askers:
    """The functions of a project's modules that ask for the context, by themselves or through one another."""

    project: Project
    _known: dict[SourceModule, dict[str, Helper]] = field(default_factory=dict)

    def of(self, module: SourceModule) -> Mapping[str, Helper]:
        """Those of a module by name, imported ones too; one that is used other than by calling it is none."""
        if module not in self._known:
            # Modules that import each other: what is being looked at asks for nothing.
            self._known[module] = {}
            self._known[module] = self._found(module)
        return self._known[module]

    def _found(self, module: SourceModule) -> dict[str, Helper]:
        found = dict(self._imported(module))
        if not found and _WORD not in module.text:
            return {}
        own = {n.name: n for n in module.tree.body if isinstance(n, Helper)}
        plain = {name: node for name, node in own.items() if not node.decorator_list}
        called = _called_only(module)
        while True:
            more = {
                name: node
                for name, node in plain.items()
                if name not in found and name in called and _asks(node, module, found)
            }
            if not more:
                return {name: node for name, node in found.items() if name in called}
            found |= more

    def _imported(self, module: SourceModule) -> Iterator[tuple[str, Helper]]:
        for name, qualified in module.names.items():
            dotted, _, wanted = qualified.rpartition(".")
            home = self.project.module(dotted) if dotted else None
            node = self.of(home).get(wanted) if home is not None and home is not module else None
            if node is not None:
                yield name, node


def _called_only(module: SourceModule) -> frozenset[str]:
    """The names that are read where they are called, in functions that are no methods, and nowhere else."""
    functions = (n for n in ast.walk(module.tree) if isinstance(n, Helper | ast.Lambda))
    inside = {id(node) for function in functions for node in ast.walk(function)}
    classes = (n for n in ast.walk(module.tree) if isinstance(n, ast.ClassDef))
    methods = {id(node) for found in classes for node in ast.walk(found)}
    calls = {
        id(node.func)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and id(node) in inside and id(node) not in methods
    }
    read = (n for n in ast.walk(module.tree) if isinstance(n, ast.Name))
    otherwise = {name.id for name in read if id(name) not in calls}
    return frozenset({*module.names, *module.blocks.defined} - otherwise)


def _asks(node: Helper, module: SourceModule, known: Mapping[str, Helper]) -> bool:
    """Whether a function asks, and can be handed the context under its name."""
    names = _names(node, module)
    inner = [*ast.walk(node)]
    called = [n for n in inner if isinstance(n, ast.Call)]
    asks = any(
        is_current(call, names) or (isinstance(call.func, ast.Name) and call.func.id in known)
        for call in called
    )
    stored = [n for n in inner if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    own = [
        n
        for n in inner
        if isinstance(n, ast.Assign) and len(n.targets) == 1 and is_current(n.value, names)
    ]
    named = [n for statement in own for n in ast.walk(statement.targets[0])]
    is_taken = any(isinstance(n, ast.arg) and n.arg == "context" for n in inner) or any(
        name.id == "context" and name not in named for name in stored
    )
    return asks and not is_taken


def _names(node: Helper, module: SourceModule) -> dict[str, str]:
    """What names mean in a function: it may import some itself."""
    found = dict(module.names)
    for inner in ast.walk(node):
        if isinstance(inner, ast.Import | ast.ImportFrom):
            found |= bindings(inner, module.package)
    return found


def handed(text: str, module: SourceModule, known: Mapping[str, Helper]) -> str:
    """The text of a function that asks for nothing: its imports of what it asked are gone, the context is an argument."""
    start = lines_of(text).span(ast.parse(text).body[0])[0]
    return text[:start] + _handed(text[start:], module, known)


def _handed(text: str, module: SourceModule, known: Mapping[str, Helper]) -> str:
    node, lines = definition(text), lines_of(text)
    names = _names(node, module)
    gone = [lines.span(statement) for statement in asking_imports(node, module)]
    edits: list[Replacement] = []
    for inner in ast.walk(node):
        match inner:
            case ast.Assign(targets=[ast.Name(id="context")], value=value) if is_current(
                value, names
            ):
                gone.append(lines.span(inner))
            case ast.Call(func=ast.Name(id=called)) if called in known:
                place, lead = last_place(text, inner)
                edits.append((place, place, f"{lead}context=context"))
            case ast.Call() if is_current(inner, names):
                edits.append((*lines.span(inner), "context"))
    removed = removals(text, gone)
    kept = [e for e in edits if not any(r[0] <= e[0] and e[1] <= r[1] for r in removed)]
    changed = splice(text, [*removed, *kept])
    if node.name not in known:
        return changed
    return signature(changed, parameters=_with_context(changed, node))


def asking_imports(node: Helper, module: SourceModule) -> list[ast.ImportFrom]:
    """The imports in a function of nothing but the words with which Airflow is asked."""
    return [
        inner
        for inner in ast.walk(node)
        if isinstance(inner, ast.ImportFrom)
        and all(
            canonical(q) in (CURRENT, VARIABLE) for q in bindings(inner, module.package).values()
        )
    ]


def is_current(node: ast.expr, names: Mapping[str, str]) -> bool:
    """Whether an expression asks for the context."""
    match node:
        case ast.Call(func=ast.Name(id=name), args=[], keywords=[]):
            return canonical(names.get(name, "")) == CURRENT
    return False


def last_place(text: str, call: ast.Call) -> tuple[int, str]:
    """Where a call takes one more argument, and what parts it from the last one."""
    lines = lines_of(text)
    stop = lines.span(call)[1] - 1
    if not call.args and not call.keywords:
        return stop, ""
    stops = [lines.span(argument)[1] for argument in call.args]
    last = max([*stops, *(lines.span(keyword)[1] for keyword in call.keywords)])
    if "#" in text[last:stop]:
        return last, ", "
    before = text[:stop].rstrip()
    return len(before), " " if before.endswith(",") else ", "


def _with_context(text: str, node: Helper) -> list[str]:
    """The parameters with one more that is given by its name."""
    found = list(written_parameters(text))
    stars = ["context"] if node.args.vararg or node.args.kwonlyargs else ["*", "context"]
    last = len(found) - 1 if node.args.kwarg else len(found)
    return [*found[:last], *stars, *found[last:]]
