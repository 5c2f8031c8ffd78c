"""Data: the values that the evaluator computes with, from constants to handles of what a pipeline is made of."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from polydag.ir.model import Place
from polydag.syntax.module import SourceModule

if TYPE_CHECKING:
    from polydag.syntax.calls import CallSite, Site
    from polydag.syntax.scope import Scope

Key: TypeAlias = object
"""A key of a dict or an element of a set: the Python value of what is known, a tuple of keys, or the datum itself."""


class Datum:
    """Anything that an expression can evaluate to."""

    __slots__ = ()

    def truth(self) -> bool | None:
        """Whether it counts as true; None when that is not known."""
        return None


class Known(Datum):
    """A constant: None, a bool, number, string, bytes, date, time span.

    `source` is the expression that made it where the value has no literal (`timedelta(hours=1)`).
    """

    __slots__ = ("source", "value")

    def __init__(self, value: object, source: Unknown | None = None) -> None:
        self.value = value
        self.source = source

    def truth(self) -> bool | None:
        return bool(self.value)

    def __repr__(self) -> str:
        return f"Known({self.value!r})"


NONE = Known(None)
TRUE = Known(True)
FALSE = Known(False)


class ListData(Datum):
    """A list; mutable and shared like Python's. `partial`: it may hold more (a loop over something unknown filled it)."""

    __slots__ = ("items", "partial")

    def __init__(self, items: Sequence[Datum] = (), partial: bool = False) -> None:
        self.items = list(items)
        self.partial = partial

    def truth(self) -> bool | None:
        return True if self.items else (None if self.partial else False)

    def __repr__(self) -> str:
        return f"ListData({self.items!r})"


class TupleData(Datum):
    """A tuple."""

    __slots__ = ("items",)

    def __init__(self, items: Sequence[Datum] = ()) -> None:
        self.items = tuple(items)

    def truth(self) -> bool | None:
        return bool(self.items)

    def __repr__(self) -> str:
        return f"TupleData({self.items!r})"


class DictData(Datum):
    """A dict. `partial` says that keys which are not known were spread or written into it."""

    __slots__ = ("entries", "partial")

    def __init__(self, entries: dict[Key, Datum] | None = None, partial: bool = False) -> None:
        self.entries = {} if entries is None else entries
        self.partial = partial

    def truth(self) -> bool | None:
        return True if self.entries else (None if self.partial else False)

    def text_entries(self) -> dict[str, Datum]:
        """The entries whose key is a string."""
        return {key: value for key, value in self.entries.items() if isinstance(key, str)}

    def __repr__(self) -> str:
        return f"DictData({self.entries!r})"


class SetData(Datum):
    """A set, in the order in which its elements came: the source gives none, so any is right and this one is stable."""

    __slots__ = ("elements",)

    def __init__(self, elements: Sequence[Key] = ()) -> None:
        self.elements: dict[Key, None] = dict.fromkeys(elements)

    def truth(self) -> bool | None:
        return bool(self.elements)

    def __repr__(self) -> str:
        return f"SetData({list(self.elements)!r})"


@dataclass(eq=False)
class Unknown(Datum):
    """What is only known when the code runs: the expression, with locals that stand for constants put in.

    `names` are module-level names that the text reads, `reads` binds its other free names to the data they stand for
    (handles, loop variables, parameters). `module` is where the text was written.
    """

    text: str
    names: tuple[str, ...] = ()
    reads: dict[str, Datum] | None = None
    node: ast.AST | None = None
    module: SourceModule | None = None

    @property
    def place(self) -> Place | None:
        """Where the expression stands."""
        if self.module is None or self.node is None:
            return None
        return self.module.place(self.node)


@dataclass(eq=False)
class LoopVariable(Unknown):
    """A variable of a loop over something unknown; `loop` is the id of its frame."""

    loop: str = ""


@dataclass(eq=False)
class FormatData(Unknown):
    """An f-string of which a part is unknown: its parts in order, constants as `Known`."""

    parts: tuple[Datum, ...] = ()


@dataclass(eq=False)
class PathData(Unknown):
    """A path that is known while reading, and stays the expression that gave it: it is another one where the code runs."""

    path: Path = Path()


@dataclass(eq=False)
class FileData(Unknown):
    """A file that is open for reading."""

    path: Path = Path()


@dataclass(eq=False)
class External(Datum):
    """Something of a module outside the project. `text` is how the file spells it, `root` the first name of that spelling.

    `guarded`: a `try` stands around its import, for the case that the module is not installed.
    """

    qualified: str
    text: str
    root: str
    guarded: bool = False

    def truth(self) -> bool | None:
        # Read as installed, which is told where the `try` stands.
        return True if self.guarded else None


@dataclass(eq=False)
class FunctionData(Datum):
    """A function or lambda of the project that can be entered. `receiver` is what `self` is bound to."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    module: SourceModule
    scope: Scope
    decorators: tuple[Datum, ...] = ()
    defaults: tuple[Datum, ...] = ()
    keyword_defaults: tuple[Datum | None, ...] = ()
    receiver: Datum | None = None
    owner: ClassData | None = None

    @property
    def name(self) -> str:
        return "<lambda>" if isinstance(self.node, ast.Lambda) else self.node.name

    @property
    def qualified(self) -> str:
        """The dotted name under which an import would find it."""
        return f"{self.module.name}.{self.name}"

    @property
    def at_module_level(self) -> bool:
        return self.scope.kind == "module" and self.owner is None

    def truth(self) -> bool | None:
        return True


@dataclass(eq=False)
class PartialData(Datum):
    """`functools.partial(function, …)`."""

    function: Datum
    positional: tuple[Datum, ...]
    keywords: dict[str, Datum]

    def truth(self) -> bool | None:
        return True


@dataclass(eq=False)
class ClassData(Datum):
    """A class of the project with the members that its body binds."""

    node: ast.ClassDef
    module: SourceModule
    scope: Scope
    bases: tuple[Datum, ...]
    members: dict[str, Datum]
    decorators: tuple[Datum, ...] = ()

    @property
    def name(self) -> str:
        return self.node.name

    @property
    def qualified(self) -> str:
        return f"{self.module.name}.{self.node.name}"

    def truth(self) -> bool | None:
        return True

    def lineage(self) -> Iterator[Datum]:
        """The class and its bases, nearest first; what is not of the project ends its line."""
        yield self
        for base in self.bases:
            if isinstance(base, ClassData):
                yield from base.lineage()
            else:
                yield base

    def member(self, name: str) -> Datum | None:
        """A member of the class or of its bases."""
        for cls in self.lineage():
            if isinstance(cls, ClassData) and name in cls.members:
                return cls.members[name]
        return None

    def outside_bases(self) -> tuple[External, ...]:
        """The bases that are not of the project."""
        return tuple(base for base in self.lineage() if isinstance(base, External))


@dataclass(eq=False)
class InstanceData(Datum):
    """An object of a class of the project."""

    cls: ClassData
    attributes: dict[str, Datum]


@dataclass(eq=False)
class MethodData(Datum):
    """A method of a constant or collection, such as `names.append`."""

    receiver: Datum
    name: str


@dataclass(eq=False)
class ModuleData(Datum):
    """A module or package of the project; `module` is None for a folder without `__init__.py`."""

    name: str
    module: SourceModule | None


class Handle(Datum):
    """What a reader makes of a call: a task, a group, a pipeline, an output. Readers subclass it and override what it can do.

    `source` is the expression that makes it anew, for what is the same however often it is made.
    """

    source: Unknown | None = None

    def attribute(self, name: str, site: Site) -> Datum:
        """`handle.name`."""
        return site.unknown()

    def assign(self, name: str, value: Datum, site: Site) -> None:
        """`handle.name = value`."""

    def call(self, site: CallSite) -> Datum:
        """`handle(...)`."""
        return site.unknown()

    def subscript(self, key: Datum, site: Site) -> Datum:
        """`handle[key]`."""
        return site.unknown()

    def binary(self, operator: str, other: Datum, reflected: bool, site: Site) -> Datum | None:
        """`handle op other`, or `other op handle` when reflected; None leaves it to the other side."""
        return None

    def string(self, site: Site) -> Datum | None:
        """What `str(handle)` gives and an f-string puts in; None: unknown."""
        return None

    def iterate(self, site: Site) -> list[Datum] | None:
        """The elements, or None when they are only known when the pipeline runs."""
        return None

    def is_same(self, other: Handle) -> bool | None:
        """Whether both are the same object; None: nobody knows."""
        return None

    def enter(self, site: Site) -> Datum:
        """`with handle as …`."""
        return self

    def exit(self, site: Site) -> None:
        """The end of the `with` block."""


def key_of(datum: Datum) -> Key:
    """The datum as a key of a dict or an element of a set."""
    if isinstance(datum, Known):
        return datum.value
    if isinstance(datum, TupleData):
        return tuple(key_of(item) for item in datum.items)
    return datum


def hashable(datum: Datum) -> bool:
    """Whether Python would take it as a key."""
    if isinstance(datum, TupleData):
        return all(map(hashable, datum.items))
    return not isinstance(datum, ListData | DictData | SetData)


def datum_of(key: Key) -> Datum:
    """The datum of a key."""
    if isinstance(key, Datum):
        return key
    if isinstance(key, tuple):
        return TupleData([datum_of(item) for item in key])
    return Known(key)


def is_known(datum: Datum) -> bool:
    """Whether nothing in it is unknown and it is made of constants only."""
    if isinstance(datum, Known):
        return True
    if isinstance(datum, ListData | TupleData):
        partial = isinstance(datum, ListData) and datum.partial
        return not partial and all(is_known(item) for item in datum.items)
    if isinstance(datum, DictData):
        known_keys = all(is_known(datum_of(key)) for key in datum.entries)
        return not datum.partial and known_keys and all(map(is_known, datum.entries.values()))
    if isinstance(datum, SetData):
        return all(is_known(datum_of(key)) for key in datum.elements)
    return False


def parts(datum: Datum) -> Iterator[Datum]:
    """The datum and everything inside collections, outermost first."""
    yield datum
    if isinstance(datum, ListData | TupleData):
        for item in datum.items:
            yield from parts(item)
    elif isinstance(datum, DictData):
        for value in datum.entries.values():
            yield from parts(value)
