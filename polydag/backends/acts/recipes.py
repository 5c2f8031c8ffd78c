"""An act while it is written as the body of a function: its arguments are handed out once, what nobody takes is told."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from polydag.ir.acts import ActName
from polydag.ir.model import Symbolic
from polydag.ir.operations import Act
from polydag.ir.values import Constant, Entries, Items, Value

# Names that recipes give to what they make on the way: no input of a task may be called so.
LOCALS = frozenset(
    {
        *(
            "client",
            "computed",
            "condition",
            "conditions",
            "connection",
            "copied",
            "found",
            "job",
            "message",
            "name",
        ),
        *("passes", "response", "result", "row", "run", "session", "statement", "tests", "value"),
        *("meta", "names", "pages", "places", "prefix", "role", "rows", "schema", "state"),
        *("account_id", "address", "body", "command", "job_flow_id", "project_id", "status"),
        *("suffix", "table"),
    }
)
# The names by which recipes know libraries: no task may be called so.
LIBRARIES = frozenset(
    {
        *("Connection", "KubernetesCredentials", "KubernetesJob", "WebClient", "WorkspaceClient"),
        *("bigquery", "boto3", "docker", "execute_k8s_job", "os", "requests", "sqlalchemy"),
        *("csv", "dataproc_v1", "io", "json", "subprocess"),
        *("sqlparse", "storage", "time", "uuid4"),
    }
)


def names_of(operation: Act) -> frozenset[str]:
    """The names that the function of an act uses for itself."""
    return LOCALS | operation.arguments.keys()


@dataclass(eq=False)
class Acting:
    """What a recipe may ask for.

    `spell` gives a value as code, `needs` the local name of a module or of something in it. `is_read` says that somebody wants
    the result, `target` which engine the function is for. A recipe notes the `packages` that it needs, the environment
    `variables` that must be set, with what for, and what it `wants` of the engine (`context`).
    """

    operation: Act
    is_read: bool
    target: str
    spell: Callable[[Value], str]
    needs: Callable[[str, str], str]
    packages: dict[str, None] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    wants: set[str] = field(default_factory=set)
    _taken: set[str] = field(default_factory=set)

    def value(self, name: str) -> Value | None:
        """An argument; it counts as carried."""
        self._taken.add(name)
        return self.operation.arguments.get(name)

    def take(self, name: str) -> str | None:
        """An argument as code."""
        value = self.value(name)
        return None if value is None else self.spell(value)

    def bound(self, name: str) -> list[str]:
        """The statement that gives an argument its name, where there is one; a runner knows it by that name."""
        text = self.take(name)
        return [] if text in (None, name) else [f"{name} = {text}"]

    def keywords(self, *names: str, **renamed: str) -> list[str]:
        """The arguments of a call: those that are given, by name; `renamed` gives the library's word for some."""
        found = [(name, self.take(name)) for name in names]
        found += [(there, self.take(here)) for there, here in renamed.items()]
        return [f"{name}={text}" for name, text in found if text is not None]

    def is_true(self, name: str) -> bool:
        """Whether a flag is set; one that only the run knows counts as carried when the recipe spells it."""
        value = self.operation.arguments.get(name)
        if isinstance(value, Constant) and isinstance(value.value, bool):
            self._taken.add(name)
            return value.value
        return False

    def is_false(self, name: str) -> bool:
        """Whether a flag is known not to be set."""
        value = self.operation.arguments.get(name)
        return isinstance(value, Constant) and value.value is False

    def constant(self, name: str) -> object:
        """The plain value of an argument, which does not count as carried yet; None where it is not known while writing."""
        value = self.operation.arguments.get(name)
        return None if value is None else _plain(value)

    def known(self, name: str) -> object:
        """The plain value of an argument, where it is known; it counts as carried then."""
        plain = self.constant(name)
        if plain is not None:
            self._taken.add(name)
        return plain

    def environment(self, suffix: str, what: str, other: str | None = None) -> str:
        """What the connection stands for, or the `other` one, read from an environment variable of its name."""
        connection = other or self.operation.connection
        if isinstance(connection, Symbolic):
            base = self.operation.act.partition(".")[0]
            note = f"{what} of the connection {connection.text}"
        else:
            base = connection or f"{self.operation.act.partition('.')[0]}_default"
            note = f"{what} of the connection `{base}`"
        variable = f"{re.sub(r'[^0-9A-Za-z]', '_', base)}_{suffix}".upper()
        self.variables.setdefault(variable, note)
        return f'{self.needs("os", "")}.environ["{variable}"]'

    def options(self, name: str, *known: str) -> list[str]:
        """The entries of an argument that is a dict as keywords, where all of them are `known` to the library."""
        value = self.operation.arguments.get(name)
        if not isinstance(value, Entries) or not value.entries.keys() <= set(known):
            return []
        self._taken.add(name)
        return [f"{key}={self.spell(item)}" for key, item in value.entries.items()]

    def left(self) -> tuple[str, ...]:
        """The arguments that the recipe has no word for."""
        return tuple(name for name in self.operation.arguments if name not in self._taken)


@dataclass(frozen=True)
class Done:
    """The statements that do it; `returns` is the annotation of what they give. `by` names the library."""

    rows: tuple[str, ...]
    by: str
    returns: str = "None"


Recipe = Callable[[Acting], Done]
RECIPES: dict[ActName, Recipe] = {}


def done(*acts: ActName) -> Callable[[Recipe], Recipe]:
    """Register how acts are done in Python.

    Raises:
        ValueError: an act has a recipe already.
    """

    def register(recipe: Recipe) -> Recipe:
        for act in acts:
            if act in RECIPES:
                raise ValueError(f"two recipes do {act}")
            RECIPES[act] = recipe
        return recipe

    return register


def _plain(value: Value) -> object:
    """A value of constants only, as Python has it; None for any other."""
    match value:
        case Constant():
            return value.value
        case Items(items=items):
            members = [_plain(item) for item in items]
            return None if None in members else members
        case Entries(entries=entries):
            plain = {key: _plain(item) for key, item in entries.items()}
            return None if None in plain.values() else plain
    return None
