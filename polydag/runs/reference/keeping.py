"""Results that a run keeps for calls that are equal, in later runs too; standard library only."""

from __future__ import annotations

import ast
import hashlib
import json
import pickle
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Protocol, cast

from polydag.runs.reference.namespace import Namespace

Message = dict[str, object]
Part = Callable[[], object]


class Place(Protocol):
    """What a key is made of, apart from the call."""

    run: str
    parameters: Message
    functions: dict[str, Message]
    namespace: Namespace


class Shelf:
    """A folder with a file for every result."""

    def __init__(self, folder: str) -> None:
        self.folder = Path(folder)

    def find(self, key: str, within: float | None) -> tuple[object, Message] | None:
        """The result and the outputs of an equal call, if it was no longer ago than so many seconds."""
        try:
            at, result, outputs = pickle.loads(self._file(key).read_bytes())
        except (OSError, pickle.PickleError, AttributeError, ImportError):
            return None
        return None if within is not None and time.time() - at > within else (result, outputs)

    def put(self, key: str, result: object, outputs: Message) -> None:
        """Keep a result; one that cannot be stored is not kept."""
        try:
            self._file(key).write_bytes(pickle.dumps((time.time(), result, outputs)))
        except (pickle.PickleError, TypeError, AttributeError):
            return

    def _file(self, key: str) -> Path:
        return self.folder / hashlib.sha256(key.encode()).hexdigest()


def key_of(cache: Message, call: Message, inputs: Message, place: Place) -> str | None:
    """What equal calls have in common; None where the result of this one is not kept."""
    if cache["key"] == "custom":
        return _custom(str(cache["text"]), call, inputs, place)
    without = cast("list[str]", cache["without"])
    parts: dict[str, Part] = {
        "inputs": lambda: {name: inputs[name] for name in inputs if name not in without},
        "code": lambda: _code(call, place),
        "run": lambda: place.run,
        "parameters": lambda: place.parameters,
    }
    named = {part: parts[part]() for part in cast("list[str]", cache["by"])}
    found = {part: _text(value) for part, value in named.items() if value != {}}
    known = all(text is not None for text in found.values())
    return json.dumps(found, sort_keys=True) if found and known else None


def _code(call: Message, place: Place) -> list[object]:
    """The task function with its text; a task without one is its own."""
    function = place.functions.get(str(call["function"]))
    return [function["name"], function["text"]] if function else [call["task"]]


def _text(value: object) -> str | None:
    """A value as text; None for one that cannot be stored."""
    try:
        return json.dumps(value, sort_keys=True)
    except TypeError:
        pass
    try:
        return pickle.dumps(value).hex()
    except (pickle.PickleError, TypeError, AttributeError):
        return None


def _custom(text: str, call: Message, inputs: Message, place: Place) -> str | None:
    """What the author's function makes of the call; as in Prefect a function that fails keeps nothing."""
    names = [node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)]
    task = SimpleNamespace(name=call["task"])
    context = SimpleNamespace(task=task, parameters=dict(inputs))
    try:
        function = cast(
            "Callable[[object, Mapping[str, object]], object]",
            place.namespace.evaluate(text, names, {}),
        )
        key = function(context, dict(inputs))
    except Exception:  # noqa: BLE001  # the author's function may raise anything
        return None
    return None if key is None else f"custom: {key}"
