"""The context handed on: to whom, and which of its keys these may ask for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from polydag.frontends.airflow.handed import Askers, Helper
from polydag.frontends.airflow.template_names import CONTEXT_KEYS, OBJECTS, SYNONYMS
from polydag.ir.functions import Use
from polydag.syntax.bodies import Body
from polydag.syntax.module import SourceModule

# Whoever gets it may ask for anything.
ANYTHING = "*"
CONF = "dag_run.conf"
HANDED_ON = frozenset({"context", "params", CONF, *OBJECTS.values()})
_WORDS = frozenset(
    {*CONTEXT_KEYS, *SYNONYMS, *OBJECTS, "params", "conf", "test_mode", "exception", "reason"}
)


@dataclass(frozen=True)
class Reach:
    """What the functions of a project's modules may ask of a context that they are handed."""

    known: Askers

    def askers_of(self, module: SourceModule | None) -> frozenset[str]:
        """The functions that a module calls and that ask for the context by themselves."""
        return frozenset() if module is None else frozenset(self.known.of(module))

    def words(self, module: SourceModule | None, name: str) -> str:
        """The keys that a function of a module may ask for; one that nobody can see may ask for any."""
        found = self._reached(module, name)
        return " ".join(sorted(_words(found))) if found else ANYTHING

    def _reached(self, module: SourceModule | None, name: str) -> list[Helper]:
        """The function and those of the project that it names, and so on."""
        found: dict[Helper, None] = {}
        todo = [(module, name)]
        while todo:
            home, node = self._function(*todo.pop())
            if home is not None and node is not None and node not in found:
                found[node] = None
                todo += [(home, n.id) for n in ast.walk(node) if isinstance(n, ast.Name)]
        return list(found)

    def _function(
        self, module: SourceModule | None, name: str
    ) -> tuple[SourceModule | None, Helper | None]:
        """Where a name's function stands, in this module or the one that it is imported from."""
        if module is None:
            return None, None
        own = (n for n in module.tree.body if isinstance(n, Helper) and n.name == name)
        node = next(own, None)
        if node is not None:
            return module, node
        dotted, _, wanted = module.names.get(name, "").rpartition(".")
        home = self.known.project.module(dotted) if dotted else None
        return (None, None) if home is None else self._function(home, wanted)


def asked_of(node: ast.expr, body: Body, reach: Reach) -> str | None:
    """The keys that may be asked of what is handed on here, in words; None where an attribute of it is one that nobody knows."""
    parent = body.parent(node)
    if isinstance(parent, ast.Attribute):
        return ANYTHING if parent.attr in ("get", "items", "keys", "values", "copy") else None
    if isinstance(parent, ast.keyword):
        parent = body.parent(parent)
    if not isinstance(parent, ast.Call) or not isinstance(parent.func, ast.Name):
        return ANYTHING
    return reach.words(body.module, parent.func.id)


def leaked(uses: Iterable[Use], leaks: Mapping[str, str | None], text: str) -> list[Use]:
    """The uses, in which a local that stands for the context is handed on where it is made; it then answers by itself."""
    known = dict(leaks)
    found = []
    for use in uses:
        source = text[use.start : use.stop]
        name = re.split(r"[.\[]", source)[0]
        if use.kind in ("context", "parameter") and name != source and known.get(name) is not None:
            words = " ".join({*re.findall(r"\w+", source)} & _WORDS)
            known[name] = both(known[name], words)
        else:
            found.append(use)
    return [_handed(use, known) for use in found]


def _handed(use: Use, leaks: Mapping[str, str | None]) -> Use:
    name = use.assigns or ""
    if use.kind != "context" or use.key not in HANDED_ON or name not in leaks:
        return use
    asked = leaks[name]
    given = {} if asked is None else {"asked": asked}
    return use.model_copy(update={"kind": "escape", "arguments": given})


def both(one: str | None, other: str | None) -> str | None:
    """What two that get the same may ask for together."""
    if one is None or other is None:
        return None
    return (
        ANYTHING if ANYTHING in (one, other) else " ".join(sorted({*one.split(), *other.split()}))
    )


def _words(functions: Iterable[Helper]) -> set[str]:
    """The words of the context that functions say; one that takes it apart may say any."""
    found: set[str] = set()
    for node in (node for function in functions for node in ast.walk(function)):
        match node:
            case ast.Constant(value=str() as word) | ast.Attribute(attr=word) | ast.arg(arg=word):
                found.add(word)
            case ast.For() | ast.comprehension() | ast.Starred():
                return {ANYTHING}
    return found & _WORDS
