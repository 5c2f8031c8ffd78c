"""The original call of what no rule reads, as the comment above the task that raises."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterable, Iterator

from polydag.ir.operations import Opaque
from polydag.ir.pipeline import Prelude

_CLASS = re.compile(r"[A-Za-z_][\w.]*")


def original(operation: Opaque, prelude: Iterable[Prelude]) -> tuple[str, ...]:
    """The imports that the call reads, then the call, as comment lines."""
    words = set(re.findall(r"\w+", operation.source))
    kept = [line for part in prelude if part.kind == "import" for line in _imports(part, words)]
    bound = {name for part in prelude for name in part.defines}
    rows = (*_of_class(operation, bound), *kept, *_call(operation.source).splitlines())
    return tuple(f"# {row}".rstrip() for row in rows)


def _imports(part: Prelude, words: set[str]) -> Iterator[str]:
    """The statement with those of its names alone that the call reads."""
    for node in ast.parse(part.text).body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            node.names = [
                alias
                for alias in node.names
                if (alias.asname or alias.name).partition(".")[0] in words
            ]
            if node.names:
                yield ast.unparse(node)


def _of_class(operation: Opaque, bound: set[str]) -> Iterator[str]:
    """Where the class came from, where no statement that was kept says it: an import of the source's engine."""
    found = _CLASS.match(operation.source)
    head, dot, rest = (found[0] if found else "").removesuffix(".partial").partition(".")
    origin = operation.class_name.removesuffix(f"{dot}{rest}")
    module, _, name = origin.rpartition(".")
    if not head or head in bound or not origin or (dot and origin == operation.class_name):
        return
    if dot and head == origin:
        yield f"import {operation.class_name.rpartition('.')[0]}"
    elif module:
        yield f"from {module} import {name}" + (f" as {head}" if head != name else "")


def _call(source: str) -> str:
    """The call without the indentation that its place gave it; a text of several lines stays as it is."""
    first, _, rest = source.partition("\n")
    if not rest or '"""' in rest or "'''" in rest or rest.splitlines()[-1].strip() not in ")]}":
        return source
    return f"{first}\n{textwrap.dedent(rest)}"
