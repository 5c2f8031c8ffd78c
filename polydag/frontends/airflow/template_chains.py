"""Where a template takes something from the run: the chains of names, keys and calls in its source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import jinja2

_CLOSING = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True)
class Token:
    """A piece of a template's source, as jinja2 cuts it."""

    kind: str
    text: str


@dataclass(frozen=True)
class Chain:
    """`name.key[0].method(…)`: the index of its name, and where it may end (after the name, after each step)."""

    name: str
    start: int
    ends: tuple[int, ...]


def tokens_of(text: str, environment: jinja2.Environment) -> list[Token]:
    """The source cut into tokens; joined they are a source that renders the same."""
    return [Token(kind, value) for _, kind, value in environment.lexer.tokeniter(text, None)]


def joined(tokens: list[Token]) -> str:
    """The source of some tokens."""
    return "".join(token.text for token in tokens)


def chains(tokens: list[Token], names: frozenset[str]) -> Iterator[Chain]:
    """The chains that begin with one of the names, the outer ones first."""
    for index, token in enumerate(tokens):
        if token.kind == "name" and token.text in names and not _is_word(tokens, index):
            yield Chain(token.text, index, (index + 1, *_steps(tokens, index + 1)))


def _is_word(tokens: list[Token], index: int) -> bool:
    """Whether a name is an attribute, a filter, or the keyword of an argument."""
    before = _beside(tokens, index, -1)
    after = _beside(tokens, index, 1)
    return before in (".", "|") or after == "="


def _beside(tokens: list[Token], index: int, step: int) -> str:
    index += step
    while 0 <= index < len(tokens) and tokens[index].kind == "whitespace":
        index += step
    is_inside = 0 <= index < len(tokens) and tokens[index].kind == "operator"
    return tokens[index].text if is_inside else ""


def _steps(tokens: list[Token], index: int) -> Iterator[int]:
    """Where the steps of a chain end."""
    while index < len(tokens) and tokens[index].kind == "operator":
        if tokens[index].text == ".":
            index += 2
        elif tokens[index].text in ("(", "["):
            index = _closed(tokens, index)
        else:
            return
        yield index


def _closed(tokens: list[Token], index: int) -> int:
    """Behind the bracket that closes the one here."""
    depth = 0
    while index < len(tokens):
        text = tokens[index].text if tokens[index].kind == "operator" else ""
        depth += (text in _CLOSING) - (text in _CLOSING.values())
        index += 1
        if depth == 0:
            break
    return index
