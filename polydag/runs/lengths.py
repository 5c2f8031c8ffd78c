"""Finds what stubs must return for an expression that a task is mapped over to have so many elements."""

from __future__ import annotations

import ast
import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from polydag.ir.values import Code, OutputOf, Value, walk
from polydag.runs.child.stubs import collection, derive
from polydag.runs.expressions import Expressions
from polydag.runs.parts import Path, with_part
from polydag.runs.rows import Rows
from polydag.runs.shapes import subscripts

# Enough for every form of a few lengths; an expression that needs more is not solved.
TRIES = 500
LARGEST = 1000
SEPARATORS = (",", "\n", " ")
Chosen = dict[OutputOf, JsonValue]


@dataclass(frozen=True)
class Taken:
    """An output that an expression takes, with the annotation of what is taken; a `fixed` value stands alone in its tuple."""

    output: OutputOf
    annotation: str | None = None
    fixed: tuple[JsonValue] | None = None

    def fixed_to(self, chosen: Chosen) -> Taken:
        """The same, with the value that was chosen before, if one was."""
        known = (chosen[self.output],) if self.output in chosen else None
        return Taken(self.output, self.annotation, known)

    def derived(self, inputs: Mapping[str, object]) -> JsonValue:
        """What a stub gives by itself; other inputs give another value of the same form."""
        value: JsonValue = derive(self.output.task, self.output.output, inputs, self.annotation)  # type: ignore[assignment]  # derived values are JSON
        return value


def length(value: Value, chosen: Chosen, rows: Rows | None, expressions: Expressions) -> int | None:
    """How many elements there are to map over; None where what there is cannot be mapped over."""
    answer = expressions.value(Code(text=_counted(rows), reads={"items": value}), chosen)
    found = None if answer is None else answer[0]
    return found if isinstance(found, int) else None


def _counted(rows: Rows | None) -> str:
    if rows is None:
        return "None if items is None or isinstance(items, str) else len([*items])"
    known = "" if rows.is_open else f" if {{*item}} <= {{*{sorted(rows.annotations)!r}}}"
    return f"len([{{**item}} for item in items{known}])"


def lengthened(
    value: Value, wanted: int, taken: Sequence[Taken], rows: Rows | None, expressions: Expressions
) -> Chosen | None:
    """Values of the outputs under which there are so many elements; `rows` where elements are arguments by name."""
    for chosen in itertools.islice(_combinations(value, wanted, taken, rows), TRIES):
        if length(value, chosen, rows, expressions) == wanted:
            return chosen
    return None


def _combinations(
    value: Value, wanted: int, taken: Sequence[Taken], rows: Rows | None
) -> Iterator[Chosen]:
    """First all outputs of one form, then each form with each other."""
    forms = [list(_values(value, wanted, one, rows)) for one in taken]
    outputs = [one.output for one in taken]
    for row in itertools.chain(zip(*forms, strict=False), itertools.product(*forms)):
        yield dict(zip(outputs, row, strict=True))


def _values(value: Value, wanted: int, taken: Taken, rows: Rows | None) -> Iterator[JsonValue]:
    """Values that an output may have, the likeliest first; an annotation says of which type they are."""
    if taken.fixed is not None:
        yield from taken.fixed
        return
    kind = type(taken.derived({})) if taken.annotation else None
    texts = [inner.text for inner in walk(value) if isinstance(inner, Code)]
    constants = [c for text in texts for c in _constants(text)]
    words = tuple(dict.fromkeys(c for c in constants if isinstance(c, str)))
    chains = [path for text in texts for _, path in subscripts(text) if path]
    paths: list[Path] = [(), *chains, *((word,) for word in words)]
    for count in _counts(wanted, constants):
        for path, form in itertools.product(paths, _forms(taken, count, words, rows)):
            made = with_part(None, path, form)
            if kind is None or type(made) is kind:
                yield made


def _counts(wanted: int, constants: Sequence[object]) -> list[int]:
    """The length itself, and those of which slices, steps, batches and additions make it."""
    numbers = [c for c in constants if type(c) is int and 1 < c <= LARGEST]
    near = [wanted, wanted + 1, max(0, wanted - 1), 0, 2 * wanted]
    near += [n * wanted for n in numbers] + [n + wanted for n in numbers]
    return list(dict.fromkeys(near))


def _forms(
    taken: Taken, count: int, words: tuple[str, ...], rows: Rows | None
) -> Iterator[JsonValue]:
    output = taken.output
    texts = [f"{output.task}.{output.output}[{index}]" for index in range(count)]
    if rows is not None:
        yield rows.made(count)
    own: JsonValue = collection(output.task, output.output, taken.annotation, count)  # type: ignore[assignment]  # derived values are JSON
    yield own
    yield count
    yield [*range(1, count + 1)]
    yield [{word: f"{text}.{word}" for word in words} for text in texts]
    yield [[text, f"{text}.1"] for text in texts]
    yield {f"key{index}": text for index, text in enumerate(texts)}
    yield json.dumps(texts)
    for separator in (*words, *SEPARATORS):
        yield separator.join(f"item{index}" for index in range(count))


def _constants(text: str) -> Iterator[object]:
    for node in ast.walk(ast.parse(f"(\n{text}\n)", mode="eval")):
        if isinstance(node, ast.Constant):
            yield node.value
