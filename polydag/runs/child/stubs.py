"""Values that stubs return: derived from the task and its inputs, so that a lost edge shows."""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Mapping, Sequence, Set
from datetime import date, datetime, time, timedelta
from pathlib import PurePath

LISTS = {"list", "sequence", "iterable", "iterator", "collection", "mutablesequence", "set"}
MAPPINGS = {"dict", "mapping", "mutablemapping", "typeddict"}
TUPLES = {"tuple"}


class StubFailure(Exception):
    """The failure that a scenario asked for."""


class StubSkip(Exception):  # no error: a body that asks to be skipped
    """The skip that a scenario asked for; each engine has a way of its own to say it."""


class StubExit(Exception):  # no error: whoever runs the command decides what its exit code means
    """The exit code of a shell command that a scenario asked for."""

    def __init__(self, code: int) -> None:
        super().__init__(f"exit code {code}")
        self.code = code


def plain(value: object) -> object:
    """Return `value` as JSON: numbers by value, tuples as lists, foreign objects by class name."""
    if value is None or isinstance(value, (bool, str, int)):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (Set, frozenset)):
        return sorted((plain(item) for item in value), key=json.dumps)
    if isinstance(value, Sequence) and not isinstance(value, (bytes, bytearray)):
        return [plain(item) for item in value]
    return _scalar(value)


def _scalar(value: object) -> object:
    """Return one foreign object as text that is the same in every run."""
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return plain(value.total_seconds())
    if isinstance(value, PurePath):
        return str(value)
    if isinstance(value, BaseException):
        return f"{type(value).__name__}: {value}"
    return f"<{type(value).__name__}>"


def canonical(inputs: Mapping[str, object]) -> str:
    """Return one text per meaning: key order, tuples and 1.0 for 1 make no difference."""
    return json.dumps(plain(inputs), sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def derive(
    task_id: str, output: str, inputs: Mapping[str, object], annotation: str | None
) -> object:
    """Return the value of `output` that (task, inputs) stand for, in the annotated type."""
    seed = f"{task_id}.{output}({canonical(inputs)})"
    return _value(seed, f"{task_id}.{output}", _parsed(annotation))


def element(annotation: str | None, position: int, count: int) -> str | None:
    """Return the annotation of one of the `count` values that `annotation` promises."""
    node = _parsed(annotation)
    if not isinstance(node, ast.Subscript):
        return None
    kind, arguments = _name(node.value), _arguments(node)
    if kind in TUPLES and len(arguments) == count:
        return ast.unparse(arguments[position])
    if kind in MAPPINGS and len(arguments) == 2:
        return ast.unparse(arguments[1])
    return None


def collection(task_id: str, output: str, annotation: str | None, count: int) -> object:
    """Return a value of `output` that has so many elements, in the annotated type."""
    node, label = _stripped(_parsed(annotation)), f"{task_id}.{output}"
    kind = node.value if isinstance(node, ast.Subscript) else node
    name, arguments = _name(kind), _arguments(node)
    item: ast.expr = ast.Name("str")
    if arguments and name in LISTS | TUPLES | MAPPINGS:
        item = arguments[-1] if name in MAPPINGS else arguments[0]
    elements = [_value(f"{label}/{index}", f"{label}[{index}]", item) for index in range(count)]
    if name in MAPPINGS:
        return {f"key{index}": element for index, element in enumerate(elements)}
    return elements


def _parsed(annotation: str | None) -> ast.expr | None:
    if not annotation:
        return None
    try:
        return ast.parse(annotation.strip(), mode="eval").body
    except SyntaxError:
        return None


def _value(seed: str, label: str, node: ast.expr | None) -> object:
    """Return a value of the annotated type, each part from a seed of its own."""
    node = _stripped(node)
    name = _name(node)
    if isinstance(node, ast.Constant) and node.value is None:
        return None
    if isinstance(node, ast.Subscript):
        name = _name(node.value)
    number = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:4], "big")
    scalars: dict[str, object] = {
        "int": number % 9000 + 1,
        "float": number % 9000 + 0.5,
        "str": _text(label, number),
        "bool": number % 2 == 0,
        "nonetype": None,
    }
    if name in scalars:
        return scalars[name]
    return _container(seed, label, name, _arguments(node))


def _container(seed: str, label: str, name: str, arguments: list[ast.expr]) -> object:
    """Return a mapping, a fixed tuple (as a list) or, for whatever else, a list of two."""
    if name in MAPPINGS:
        of = arguments[1] if len(arguments) == 2 else ast.Name("str")
        return {key: _value(f"{seed}/{key}", f"{label}.{key}", of) for key in ("a", "b")}
    if name in TUPLES and arguments and not _is_open(arguments):
        return [_value(f"{seed}/{i}", label, of) for i, of in enumerate(arguments)]
    item = arguments[0] if arguments and name in LISTS | TUPLES else ast.Name("str")
    return [_value(f"{seed}/{i}", label, item) for i in range(2)]


def _text(label: str, number: int) -> str:
    return f"{label}:{number:08x}"


def _is_open(arguments: list[ast.expr]) -> bool:
    """Tell whether these are the arguments of `tuple[X, ...]`."""
    last = arguments[-1]
    return isinstance(last, ast.Constant) and last.value is ...


def _stripped(node: ast.expr | None) -> ast.expr | None:
    """Take Optional, unions, Annotated, Final and quotes off: the first type that is not None."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return _stripped(_parsed(node.value))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        left = _stripped(node.left)
        return _stripped(node.right) if _is_none(left) else left
    if isinstance(node, ast.Subscript) and _name(node.value) in {"optional", "annotated", "final"}:
        return _stripped(_arguments(node)[0])
    if isinstance(node, ast.Subscript) and _name(node.value) == "union":
        members = [_stripped(member) for member in _arguments(node)]
        return next((member for member in members if not _is_none(member)), None)
    return node


def _is_none(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _name(node: ast.expr | None) -> str:
    """Return the last word of a dotted name in lower case, or nothing."""
    if isinstance(node, ast.Attribute):
        return node.attr.lower()
    return node.id.lower() if isinstance(node, ast.Name) else ""


def _arguments(node: ast.expr | None) -> list[ast.expr]:
    if not isinstance(node, ast.Subscript):
        return []
    return list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]
