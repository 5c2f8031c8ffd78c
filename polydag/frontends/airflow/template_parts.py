"""What a template's expressions are made of while they become Python: parts, and what all parts of one template share."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from polydag.frontends.airflow.template_names import Kind
from polydag.ir.values import Code, Constant, OutputOf, ParameterOf, Value


class UnloweredError(Exception):
    """A part of a template that has no neutral meaning; its text is the part."""


@dataclass(frozen=True)
class Part:
    """An expression: a value of the IR by itself, Python code, or an object of the context that is only known by its path.

    `item` is the key that was taken last, of what: a default stands in where it is missing.
    """

    kind: Kind = "data"
    node: ast.expr | None = None
    value: Value | None = None
    path: tuple[str, ...] = ()
    item: tuple[Part, ast.expr] | None = None


@dataclass(frozen=True)
class Known:
    """What a template finds beside Airflow's own names: the macros and filters of its DAG, and the `params` of its task.

    `taken` are the names that the module binds, by what they are; `made` what templates have defined there already. `asked`
    are all parameters of the run, `options` what the environment that renders is told, `load` the file of a template by its
    name. `stem` is what is rendered, in words.
    """

    macros: Mapping[str, Value] = field(default_factory=dict)
    filters: Mapping[str, Code] = field(default_factory=dict)
    params: Mapping[str, Value] = field(default_factory=dict)
    taken: Mapping[str, str] = field(default_factory=dict)
    made: Mapping[str, str] = field(default_factory=dict)
    asked: tuple[str, ...] = ()
    options: Mapping[str, Value] = field(default_factory=dict)
    load: Callable[[str], str | None] = lambda name: None
    stem: str = ""


@dataclass
class Sharing:
    """What the expressions of one template have in common.

    `bound` are names that the template itself binds, `reads` the values that its code takes, `names` those of the module,
    `imports` the statements behind them, `conf` the keys of `dag_run.conf` with what stands in for them. `is_own` says that
    Airflow writes it in a way that no value of the IR tells.
    """

    known: Known = field(default_factory=Known)
    bound: dict[str, Part] = field(default_factory=dict)
    reads: dict[str, Value] = field(default_factory=dict)
    names: dict[str, None] = field(default_factory=dict)
    imports: dict[str, str] = field(default_factory=dict)
    conf: dict[str, Value | None] = field(default_factory=dict)
    is_own: bool = False

    def adopt(self, other: Sharing) -> None:
        """Take over what another part of the template asks for."""
        self.imports |= other.imports
        for key, default in other.conf.items():
            self.conf[key] = default or self.conf.get(key)

    def asked(self, name: str, default: Value | None = None) -> Part:
        """A key of `dag_run.conf`."""
        self.is_own = True
        self.conf[name] = default or self.conf.get(name)
        return Part("data", value=ParameterOf(name=name))

    def code(self, value: Code) -> ast.expr:
        """An expression of the module."""
        self.is_own = True
        self.names.update(dict.fromkeys(value.names))
        return ast.parse(value.text, mode="eval").body

    def node(self, part: Part) -> ast.expr:
        """A part as Python code; a value is read by a name of its own."""
        if part.node is not None:
            return part.node
        if isinstance(part.value, Constant):
            return ast.Constant(part.value.value)
        if part.value is None:
            raise UnloweredError(".".join(part.path))
        return ast.Name(self._read(part.value))

    def need(self, module: str, name: str = "") -> ast.expr:
        """A name of the standard library, or of a module by its path; the statement that binds it is kept."""
        wanted = name or module.partition(".")[0]
        qualified = f"{module}.{name}" if name else wanted
        own = wanted
        while self.known.taken.get(own, qualified) != qualified or own in self.reads:
            own += "_"
        renamed = "" if own == wanted else f" as {own}"
        self.imports[own] = f"from {module} import {name}{renamed}" if name else f"import {module}"
        self.names[own] = None
        return ast.Name(own)

    def define(self, wanted: str, statement: str) -> str:
        """A statement of the module that binds `{name}`; the same one is there once."""
        name, number = wanted, 2
        known = {**self.known.made, **self.imports}
        while name in self.known.taken or known.get(name, statement.format(name=name)) != (
            statement.format(name=name)
        ):
            name, number = f"{wanted}_{number}", number + 1
        self.imports[name] = statement.format(name=name)
        self.names[name] = None
        return name

    def _read(self, value: Value) -> str:
        for name, known in self.reads.items():
            if known == value:
                return name
        wanted = name = _wanted(value)
        number = 2
        while self._is_taken(name):
            name, number = f"{wanted}_{number}", number + 1
        self.reads[name] = value
        return name

    def _is_taken(self, name: str) -> bool:
        taken = (self.reads, self.names, self.bound, self.known.taken, vars(builtins))
        return any(name in names for names in taken)


def _wanted(value: Value) -> str:
    """A name for a value that code reads."""
    if isinstance(value, OutputOf):
        text = value.task.rpartition(".")[2] if value.output == "result" else value.output
    elif isinstance(value, ParameterOf):
        text = value.name
    else:
        text = getattr(value, "key", "") or getattr(value, "name", "") or "value"
    name = re.sub(r"\W", "_", text)
    return name if name.isidentifier() else f"_{name}"


def call(function: ast.expr, *args: ast.expr, **keywords: ast.expr) -> ast.Call:
    """`function(args, key=value)`."""
    given = [ast.keyword(key, value) for key, value in keywords.items()]
    return ast.Call(function, list(args), given)


def method(owner: ast.expr, name: str, *args: ast.expr) -> ast.Call:
    """`owner.name(args)`."""
    return call(ast.Attribute(owner, name), *args)


def as_text(part: Part, node: ast.expr) -> ast.expr:
    """The part as a string."""
    return node if part.kind == "text" else call(ast.Name("str"), node)
