"""Diagnostics that the writers share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from polydag.diagnostics import Diagnostic
from polydag.ir.functions import Use


@dataclass(frozen=True, kw_only=True)
class NoClock(Diagnostic):
    """No clock starts runs of the pipeline, so that a first day and catching up have nothing to say.

    Airflow refuses to run what is started by hand for a day before the first one. Write that check into the first task where
    somebody relies on it.
    """

    code: ClassVar[str] = "IR006"
    text: ClassVar[str] = (
        "`{attribute}` of `{pipeline}` is left out: no clock starts its runs, so that it changes none"
    )
    attribute: str


@dataclass(frozen=True, kw_only=True)
class Unneeded(Diagnostic):
    """An argument of the source says how its server keeps what a task gives, and has no counterpart, as nothing depends on it.

    A result that is not kept (`do_xcom_push=False`) is read by no task: one that asks for it is told by itself. The keys of a
    result that are kept by themselves (`multiple_outputs`) are taken out of the result by those that read them.
    """

    code: ClassVar[str] = "IR007"
    text: ClassVar[str] = "`{attribute}` of `{task}` needs no word here: {reason}"
    attribute: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class NoneLeftOut(Diagnostic):
    """A task takes a list of outputs, of which the source leaves out those that were not given. Other engines hand on None
    in place of what was skipped, and a task of its own takes that out of the list.

    An output that was given and is None goes with it: give another value where that matters.
    """

    code: ClassVar[str] = "IR201"
    text: ClassVar[str] = "`{task}` is given those of `{argument}` that are not None"
    argument: str


@dataclass(frozen=True, kw_only=True)
class DoneByLibrary(Diagnostic):
    """What an operator of the source asks an outside system for is asked for by a few lines of Python with a well-known library.

    It does the same. The connection that the source's server holds becomes environment variables, which the message names:
    set them where the tasks run. Values are never copied.
    """

    code: ClassVar[str] = "IR202"
    text: ClassVar[str] = "`{task}` does its {act} by {library}{variables}"
    act: str
    library: str
    variables: str


@dataclass(frozen=True, kw_only=True)
class ActDetailLost(Diagnostic):
    """An argument of an operator that asks an outside system for something has no place in what does that here.

    What the task does can differ by it. Look at the operator's documentation for what the argument does, and write that.
    """

    code: ClassVar[str] = "IR310"
    text: ClassVar[str] = "`{argument}` of `{task}` is lost: {library} has no word for it"
    argument: str
    library: str


@dataclass(frozen=True, kw_only=True)
class HookFactLost(Diagnostic):
    """A function that is called at the end of a task or run asks for something that the target does not tell such functions.

    It gets None in that place, and is called all the same: an alert that lacks a detail is better than none. Replace the None by
    something that the function can know.
    """

    code: ClassVar[str] = "IR311"
    text: ClassVar[str] = "`{function}`, a hook of `{owner}`, gets None for {what}"
    function: str
    owner: str
    what: str


def asked(uses: Iterable[Use]) -> str:
    """What hooks asked for, in words."""
    words = (
        f"`{use.key}`" if use.kind in ("context", "escape") else f"its {use.kind} `{use.key}`"
        for use in uses
    )
    return ", ".join(dict.fromkeys(words))
