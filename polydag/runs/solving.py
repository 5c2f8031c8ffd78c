"""Finds values under which a condition of the building code takes each of its ways."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator, Sequence

from pydantic import JsonValue

from polydag.ir.operations import Choose, Gate
from polydag.ir.pipeline import Module, Pipeline
from polydag.ir.values import Code, OutputOf
from polydag.runs.expressions import Expressions
from polydag.runs.parts import name_of, with_part

# Enough for two values of a dozen candidates each; a condition that needs more is not solved.
TRIES = 200
LONGEST = 10_000
Values = dict[str, JsonValue]
SIMPLE: tuple[JsonValue, ...] = (True, False, [], ["a", "b"], "a", 0, 1, None)


def solutions(operation: Choose | Gate, module: Module, pipeline: Pipeline) -> dict[str, Values]:
    """Stub values per label (`true` and `false` of a gate) that make the condition choose it, where found."""
    condition = operation.condition
    if condition is None:
        return {}
    reads = [value for value in condition.reads.values() if isinstance(value, OutputOf)]
    labels = operation.labels if isinstance(operation, Choose) else {"true": (), "false": ()}
    found: dict[str, Values] = {}
    with Expressions(module, pipeline) as expressions:
        for chosen in itertools.islice(_combinations(condition, reads), TRIES):
            label = _label(expressions.value(condition, chosen))
            if label is not None and label in labels and label not in found:
                found[label] = _whole(chosen)
            if len(found) == len(labels):
                break
    return {label: found[label] for label in labels if label in found}


def _whole(chosen: dict[OutputOf, JsonValue]) -> Values:
    """The values of whole outputs, by name."""
    values: Values = {}
    for read, part in chosen.items():
        name = name_of(read)
        values[name] = with_part(values.get(name), read.path, part)
    return values


def _label(answer: tuple[JsonValue] | None) -> str | None:
    if answer is None:
        return None
    (value,) = answer
    return value if isinstance(value, str) else str(bool(value)).lower()


def _combinations(
    condition: Code, reads: Sequence[OutputOf]
) -> Iterator[dict[OutputOf, JsonValue]]:
    candidates = list(_candidates(condition.text))
    for row in itertools.product(candidates, repeat=len(reads)):
        yield dict(zip(reads, row, strict=True))


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
