"""What pydantic's `Field(...)` and annotations say of a parameter: its default, its type, what is said about it, its limits."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field

from polydag.ir.values import Json
from polydag.syntax.calls import Arguments, CallSite
from polydag.syntax.convert import to_python
from polydag.syntax.data import Datum, DictData, External, Handle, Known, ListData, is_known

_FIELDS = frozenset({"pydantic.Field", "pydantic.fields.Field", "pydantic.v1.Field"})
_TYPES = {
    "str": "string",
    "int": "integer",
    "float": "number",
    "bool": "boolean",
    "list": "array",
    "List": "array",
    "dict": "object",
    "Dict": "object",
}
# The word of JSON Schema for an argument of `Field`; lengths are those of a text or of a list.
_WORDS = {
    "ge": "minimum",
    "le": "maximum",
    "gt": "exclusiveMinimum",
    "lt": "exclusiveMaximum",
    "multiple_of": "multipleOf",
    "min_length": "minLength",
    "max_length": "maxLength",
    "pattern": "pattern",
    "regex": "pattern",
    "title": "title",
    "examples": "examples",
}
_OF_LISTS = {"minLength": "minItems", "maxLength": "maxItems"}


@dataclass(eq=False)
class FieldHandle(Handle):
    """`Field(...)` where a parameter has its default."""

    arguments: Arguments


@dataclass(frozen=True)
class Said:
    """`unread` are arguments that nobody takes over."""

    default: Datum | None
    description: str | None = None
    constraints: Mapping[str, Json] = field(default_factory=dict)
    unread: tuple[str, ...] = ()


def field_of(site: CallSite) -> FieldHandle | None:
    """The handle of a call, if it is one of `Field`."""
    if site.qualified not in _FIELDS:
        return None
    handle = FieldHandle(site.arguments)
    handle.source = site.unknown()
    return handle


def said(handle: FieldHandle, json_type: str | None) -> Said:
    """What a `Field(...)` says of a parameter of the type."""
    arguments = handle.arguments
    description = arguments.peek("description")
    constraints: dict[str, Json] = {}
    unread: list[str] = []
    for name, argument in arguments.keywords.items():
        if name in ("default", "description"):
            continue
        if name == "default_factory" and _made(argument.datum) is not None:
            continue
        word = _WORDS.get(name)
        if word is not None and is_known(argument.datum):
            word = _OF_LISTS.get(word, word) if json_type == "array" else word
            constraints[word] = to_python(argument.datum)  # type: ignore[assignment]  # limits are JSON
        else:
            unread.append(name)
    text = description.value if isinstance(description, Known) else None
    if description is not None and not isinstance(text, str):
        unread.append("description")
    known = text if isinstance(text, str) else None
    return Said(_default(arguments), known, constraints, tuple(unread))


def _default(arguments: Arguments) -> Datum | None:
    """The default; none where the field is `Field(...)` or `Field()`."""
    factory = arguments.peek("default_factory")
    if factory is not None:
        return _made(factory)
    given = arguments.peek("default", 0)
    return None if isinstance(given, Known) and given.value is ... else given


def _made(factory: Datum) -> Datum | None:
    """What `default_factory=list` makes."""
    match factory:
        case External(qualified="builtins.list"):
            return ListData()
        case External(qualified="builtins.dict"):
            return DictData()
    return None


def spelt(tree: ast.expr) -> ast.expr:
    """The annotation itself where it stands in quotes."""
    if not isinstance(tree, ast.Constant) or not isinstance(tree.value, str):
        return tree
    try:
        return ast.parse(tree.value, mode="eval").body
    except SyntaxError:
        return tree


def annotated(tree: ast.expr | None) -> tuple[ast.expr | None, tuple[ast.expr, ...]]:
    """The type of `Annotated[int, Field(ge=1)]`, and what is said beside it."""
    match tree:
        case ast.Subscript(
            value=ast.Name(id="Annotated") | ast.Attribute(attr="Annotated"),
            slice=ast.Tuple(elts=[kind, *details]),
        ):
            return kind, tuple(details)
    return tree, ()


def json_type(tree: ast.expr | None) -> str | None:
    """JSON Schema's word for an annotation, where it is one."""
    match tree:
        case ast.BinOp(left=kind, op=ast.BitOr(), right=ast.Constant(value=None)):
            return json_type(kind)
        case ast.Subscript(value=ast.Name(id="Optional"), slice=kind):
            return json_type(kind)
        case ast.Subscript(value=ast.Name(id=name)) | ast.Name(id=name):
            return _TYPES.get(name)
    return None


def choices(tree: ast.expr | None) -> dict[str, Json]:
    """`Literal["de", "fr"]` as a constraint."""
    match tree:
        case ast.Subscript(
            value=ast.Name(id="Literal") | ast.Attribute(attr="Literal"), slice=inner
        ):
            entries = inner.elts if isinstance(inner, ast.Tuple) else [inner]
            found = [e.value for e in entries if isinstance(e, ast.Constant)]
            known: list[Json] = [v for v in found if v is None or isinstance(v, str | int)]
            return {"enum": known} if len(known) == len(entries) else {}
    return {}
