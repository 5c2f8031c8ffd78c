"""Finds values under which a condition of the building code takes each of its ways."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator

from pydantic import JsonValue

from polydag.ir.operations import Choose, Gate
from polydag.ir.pipeline import Module
from polydag.ir.values import Code, OutputOf
from polydag.runs.protocol import JobScenario
from polydag.runs.reference.process import Process, WorkerGoneError
from polydag.runs.reference.requests import setup

# Enough for two values of a dozen candidates each; a condition that needs more is not solved.
TRIES = 200
SECONDS = 5.0
LONGEST = 10_000
Values = dict[str, JsonValue]
SIMPLE: tuple[JsonValue, ...] = (True, False, [], ["a", "b"], "a", 0, 1, None)


def solutions(operation: Choose | Gate, module: Module) -> dict[str, Values]:
    """Stub values per label (`true` and `false` of a gate) that make the condition choose it, where found."""
    condition = operation.condition
    if condition is None:
        return {}
    reads = {n: v for n, v in condition.reads.items() if isinstance(v, OutputOf)}
    labels = operation.labels if isinstance(operation, Choose) else {"true": (), "false": ()}
    found: dict[str, Values] = {}
    with Process(_setup(module)) as process:
        for chosen in itertools.islice(_combinations(condition, tuple(reads)), TRIES):
            label = _label(condition, chosen, process)
            if label is not None and label in labels and label not in found:
                found[label] = {_name(reads[n]): _nested(reads[n], v) for n, v in chosen.items()}
            if len(found) == len(labels):
                break
    return {label: found[label] for label in labels if label in found}


def _label(condition: Code, chosen: Values, process: Process) -> str | None:
    reads: dict[str, JsonValue] = {
        name: {"code": repr(value), "names": [], "reads": {}} for name, value in chosen.items()
    }
    code: JsonValue = {"code": condition.text, "names": list(condition.names), "reads": reads}
    try:
        answer = process.ask({"do": "evaluate", "tree": code}, SECONDS)
    except WorkerGoneError:
        return None
    if "value" not in answer:
        return None
    value = answer["value"]
    return value if isinstance(value, str) else str(bool(value)).lower()


def _combinations(condition: Code, names: tuple[str, ...]) -> Iterator[Values]:
    candidates = list(_candidates(condition.text))
    for row in itertools.product(candidates, repeat=len(names)):
        yield dict(zip(names, row, strict=True))


def _candidates(text: str) -> Iterator[JsonValue]:
    """Values around the constants that a condition compares with, and what is empty or not."""
    yield from SIMPLE
    for node in ast.walk(ast.parse(f"(\n{text}\n)", mode="eval")):
        match node:
            case ast.Constant(value=bool() | None):
                continue
            case ast.Constant(value=int() as number) if abs(number) <= LONGEST:
                yield from (number, number + 1, number - 1)
                yield [0] * max(0, number)
                yield [0] * max(0, number + 1)
            case ast.Constant(value=int() | float() as number):
                yield from (number, number + 1, number - 1)
            case ast.Constant(value=str() as word):
                yield word
                for value in SIMPLE:
                    yield {word: value}


def _name(read: OutputOf) -> str:
    return read.task if read.output == "result" else f"{read.task}.{read.output}"


def _nested(read: OutputOf, value: JsonValue) -> JsonValue:
    """The output in which the value lies at the path that is read."""
    for key in reversed(read.path):
        value = {key: value} if isinstance(key, str) else [value] * (key + 1)
    return value


def _setup(module: Module) -> Values:
    return setup(module) | {
        "real": False,
        "facts": {},
        "parameters": {},
        "assumed": {},
        "scenario": JobScenario().model_dump(mode="json"),
        "file": "/module.py",
        "root": "/",
    }
