"""A wait as a loop that looks again and again, for targets that have no sensors: the statements of its task."""

from __future__ import annotations

from dataclasses import dataclass

from polydag.ir.functions import Function
from polydag.ir.model import Symbolic
from polydag.ir.operations import Wait
from polydag.rendering.strings import string

SEEN = '''class Seen:
    """What a look found: whether the wait is over, and the value that it then hands on."""

    def __init__(self, done, value=None):
        self.done = done
        self.value = value

    def __bool__(self):
        return bool(self.done)
'''


@dataclass(frozen=True, kw_only=True)
class Polling:
    """How a target says what the loop needs, as source text.

    `look` calls the author's function, `time` is the local name of the module. `late` raises with a `{message}`, `skip` ends the
    task as skipped. `skipped` and `gave_up` are the exceptions by which a look asks for the one or fails for good, where it may;
    `limited` is the one that ends an attempt which takes too long.
    """

    look: str
    time: str
    late: str
    skip: str
    skipped: str | None = None
    gave_up: str | None = None
    limited: str | None = None
    hands_on: bool = False


def loop(wait: Wait, task: str, says: Polling) -> list[str]:
    """The statements up to where something was found, which is `found` where it is handed on."""
    interval = "pause" if wait.growing else number(wait.every)
    first = [f"deadline = {says.time}.monotonic() + {number(wait.within)}"]
    first += [f"pause = {number(wait.every)}"] if wait.growing else []
    between = [
        f"if {says.time}.monotonic() > deadline:",
        f"    {says.skip if wait.on_timeout == 'skip' else _late(wait, task, says)}",
        f"{says.time}.sleep({interval})",
        *_grown(wait),
    ]
    caught = _caught(wait, says)
    if not caught:
        look = f"(found := {says.look})" if says.hands_on else says.look
        return [*first, f"while not {look}:", *_indented(between)]
    tried = ["try:", f"    found = {says.look}", *caught, "if found:", "    break", *between]
    return [*first, "while True:", *_indented(tried)]


def hands_on(function: Function | None) -> bool:
    """Whether the function gives more than that there is something."""
    return function is not None and any(use.kind == "seen" for use in function.uses)


def found_value() -> str:
    """What the wait hands on; a look may also say no more than that there is something."""
    return 'getattr(found, "value", None)'


def number(value: float | Symbolic) -> str:
    """A number of seconds as code."""
    if isinstance(value, Symbolic):
        return value.text
    return str(int(value)) if float(value).is_integer() else str(value)


def _late(wait: Wait, task: str, says: Polling) -> str:
    within = "" if isinstance(wait.within, Symbolic) else f" within {wait.within:g} seconds"
    return says.late.format(message=string(f"{task} saw nothing{within}"))


def _grown(wait: Wait) -> list[str]:
    if not wait.growing:
        return []
    twice = "pause * 2"
    return [f"pause = {twice if wait.at_most is None else f'min({twice}, {number(wait.at_most)})'}"]


def _caught(wait: Wait, says: Polling) -> list[str]:
    """The handlers around a look, where what it raises is not simply a failed attempt."""
    rows: list[str] = []
    if says.skipped is not None:
        rows += [f"except {says.skipped}:", f"    {says.skip}"]
    forgiving = "skip" in (wait.on_timeout, wait.on_error)
    if says.gave_up is not None and (forgiving or wait.on_error != "fail"):
        rows += [f"except {says.gave_up}:", f"    {says.skip if forgiving else 'raise'}"]
    if wait.on_error == "fail":
        return rows
    if says.limited is not None:
        rows += [f"except {says.limited}:", "    raise"]
    return [
        *rows,
        "except Exception:",
        f"    {says.skip if wait.on_error == 'skip' else 'found = False'}",
    ]


def _indented(rows: list[str]) -> list[str]:
    return [f"    {row}" for row in rows]
