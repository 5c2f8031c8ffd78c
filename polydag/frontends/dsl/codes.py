"""Diagnostics of reading DSL files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from polydag.diagnostics import Diagnostic


@dataclass(frozen=True, kw_only=True)
class Misused(Diagnostic):
    """A call of the DSL means nothing as it stands. Running the file would raise at the same place.

    The message says what is wrong. Correct the call; until then what it would have built is missing from the result.
    """

    code: ClassVar[str] = "DSR401"
    text: ClassVar[str] = "`{expression}` cannot be built: {reason}"
    expression: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class UnknownLoop(Diagnostic):
    """A loop that builds tasks runs over something that is only known when the code runs, so its tasks are not known.

    To have one instance of a task per element at run time, use `task.map(...)`. To have one task per element of a list that
    is known while the pipeline is built, write the list into the file or into a file that it reads.
    """

    code: ClassVar[str] = "DSR402"
    text: ClassVar[str] = (
        "the tasks of the loop over `{expression}` are not known statically: use `.map(...)`"
    )
    expression: str


@dataclass(frozen=True, kw_only=True)
class UnknownArguments(Diagnostic):
    """A call of the DSL is given `*` or `**` of something that is only known when the code runs.

    Name the arguments. Without that nobody can tell what the call sets, so what it would have built is missing.
    """

    code: ClassVar[str] = "DSR403"
    text: ClassVar[str] = "the arguments of `{expression}` are not known statically: name them"
    expression: str


@dataclass(frozen=True, kw_only=True)
class BoundHelper(Diagnostic):
    """A function that a task calls uses names of polydag itself, which only bodies of tasks may do.

    Helpers are carried word for word, and no polydag is there when an engine runs them. Pass what the helper needs as an
    argument, or move the call of polydag into the task's own body.
    """

    code: ClassVar[str] = "DSR404"
    text: ClassVar[str] = (
        "`{name}`, which `{function}` needs, uses polydag itself and cannot be carried over"
    )
    name: str
    function: str
