"""Outputs that are transformed on the way: `output.map(f)`, `.zip(…)`, `.concat(…)` as expressions over the outputs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from polydag.frontends.airflow.codes import MappingUnknown
from polydag.frontends.airflow.edges import MethodHandle, Node, NodeHandle
from polydag.frontends.airflow.handles import OutputHandle
from polydag.ir.values import Code, OutputOf, Value
from polydag.syntax.calls import CallSite, Site
from polydag.syntax.data import Datum, FunctionData
from polydag.syntax.describe import describe, literal

if TYPE_CHECKING:
    from polydag.frontends.airflow.reading import Reading

METHODS = ("map", "zip", "concat")
_ITEM = "item"


class TransformedHandle(NodeHandle):
    """What a method of an output gives: another XComArg. At `>>` it stands for the tasks that it comes from."""

    def __init__(self, reading: Reading, value: Code, sources: tuple[Node, ...]) -> None:
        super().__init__(reading)
        self.value = value
        self.sources = sources

    @property
    def node(self) -> Node:
        return self.sources[0]

    @property
    def nodes(self) -> Iterator[Node]:
        return iter(self.sources)

    def attribute(self, name: str, site: Site) -> Datum:
        if name in METHODS:
            return MethodHandle(lambda call: transformed(self.reading, self, name, call))
        return super().attribute(name, site)


@dataclass
class _Parts:
    """What an expression is made of: names of the module, outputs by the names that stand for them, tasks."""

    names: dict[str, None] = field(default_factory=dict)
    reads: dict[str, Value] = field(default_factory=dict)
    sources: dict[Node, None] = field(default_factory=dict)

    def take(self, datum: Datum) -> str | None:
        """An output, or what was made of some, as code."""
        if isinstance(datum, TransformedHandle):
            self.names.update(dict.fromkeys(datum.value.names))
            self.reads |= datum.value.reads
            self.sources.update(dict.fromkeys(datum.sources))
            return datum.value.text
        if not isinstance(datum, OutputHandle) or not isinstance(datum.value, OutputOf):
            return self.say(datum)
        value = datum.value
        output = () if value.output == "result" else (value.output,)
        name = re.sub(r"\W", "_", "_".join(map(str, (value.task, *output, *value.path))))
        name = f"{name}_output" if name in datum.reading.module.names or name == _ITEM else name
        self.reads[name] = value
        self.sources[datum.node] = None
        return name

    def say(self, datum: Datum) -> str | None:
        """Something that is no output, as it is written."""
        text = literal(datum)
        if text is None or text.reads:
            return None
        self.names.update(dict.fromkeys(text.names))
        return text.text

    def each(self, function: Datum, over: str) -> str | None:
        """`[f(item) for item in over]`; a lambda of one argument is its own expression."""
        if not isinstance(function, FunctionData) or not isinstance(function.node, ast.Lambda):
            text = self.say(function)
            skips = isinstance(function, FunctionData) and "Skip" in function.module.segment(
                function.node
            )
            return None if text is None or skips else f"[{text}({_ITEM}) for {_ITEM} in {over}]"
        said = describe(function.node, function.scope)
        arguments = function.node.args
        if said.reads or len(arguments.args) != 1 or arguments.vararg or arguments.kwonlyargs:
            return None
        self.names.update(dict.fromkeys(said.names))
        made = ast.parse(said.text, mode="eval").body
        assert isinstance(made, ast.Lambda)
        return f"[{ast.unparse(made.body)} for {made.args.args[0].arg} in {over}]"


def transformed(
    reading: Reading, owner: OutputHandle | TransformedHandle, method: str, site: CallSite
) -> Datum:
    """`owner.map(f)`, `owner.zip(other, fillvalue=…)`, `owner.concat(other)`; what cannot be said elsewhere is told."""
    parts = _Parts()
    text = _text(reading, parts, owner, method, site)
    if text is None:
        expression = " ".join(site.source.split())
        task = owner.node[1]
        reading.tell(MappingUnknown(expression=expression, task=task, span=site.span))
        return site.unknown()
    code = Code(text=text, names=tuple(parts.names), reads=parts.reads)
    return TransformedHandle(reading, code, tuple(parts.sources))


def _text(
    reading: Reading,
    parts: _Parts,
    owner: OutputHandle | TransformedHandle,
    method: str,
    site: CallSite,
) -> str | None:
    first = parts.take(owner)
    given = site.arguments.data()
    if first is None or site.arguments.spreads or not given:
        return None
    if method == "map":
        return parts.each(given[0], first)
    others = [parts.take(datum) for datum in given]
    known = [text for text in others if text is not None]
    if len(known) < len(others):
        return None
    if method == "concat":
        return f"[{', '.join(f'*{text}' for text in (first, *known))}]"
    joined = ", ".join((first, *known))
    fill = site.arguments.peek("fillvalue")
    if fill is None:
        return f"list(zip({joined}))"
    value = parts.say(fill)
    reading.template_imports["zip_longest"] = "from itertools import zip_longest"
    parts.names["zip_longest"] = None
    return None if value is None else f"list(zip_longest({joined}, fillvalue={value}))"
