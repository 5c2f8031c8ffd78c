"""Diagnostics of reading: files that cannot be read, and code whose outcome is not known without running it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from polydag.diagnostics import Diagnostic


@dataclass(frozen=True, kw_only=True)
class SyntaxBroken(Diagnostic):
    """The file is not valid Python, so nothing of it is read.

    Correct the error at the line and column that the message names. Python 2 code has to be ported first.
    """

    code: ClassVar[str] = "IR411"
    text: ClassVar[str] = "`{path}` is not valid Python: {reason} at line {line}, column {column}"
    path: str
    reason: str
    line: int
    column: int


@dataclass(frozen=True, kw_only=True)
class NotText(Diagnostic):
    """The file is not text in the encoding that it declares (UTF-8 when it declares none).

    Save it as UTF-8, or state its encoding in the first line (`# -*- coding: latin-1 -*-`). A binary file is no pipeline.
    """

    code: ClassVar[str] = "IR412"
    text: ClassVar[str] = "`{path}` is not a text file that can be decoded: {reason}"
    path: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class EmptyFile(Diagnostic):
    """The file holds no statement: there is nothing to convert.

    Name another file; inside a folder such files are passed over.
    """

    code: ClassVar[str] = "IR413"
    text: ClassVar[str] = "`{path}` is empty: there is nothing to read"
    path: str


@dataclass(frozen=True, kw_only=True)
class TooLarge(Diagnostic):
    """The file is larger than what is read as a pipeline; generated or vendored code is the usual case.

    Split the file, or convert what generates it.
    """

    code: ClassVar[str] = "IR414"
    text: ClassVar[str] = "`{path}` has {size} bytes: files above {limit} bytes are not read"
    path: str
    size: int
    limit: int


@dataclass(frozen=True, kw_only=True)
class NotReadable(Diagnostic):
    """The file or folder does not exist, or may not be read.

    Check the path and the permissions.
    """

    code: ClassVar[str] = "IR415"
    text: ClassVar[str] = "`{path}` cannot be read: {reason}"
    path: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class TakenAsInstalled(Diagnostic):
    """The file is prepared for a module that may be missing. It is read as it is meant to run: with the module.

    What it does without the module is not in the output. Where the module is indeed missing, remove the import and what needs it.
    """

    code: ClassVar[str] = "IR030"
    text: ClassVar[str] = "`{module}` is taken to be installed"
    module: str


@dataclass(frozen=True, kw_only=True)
class ConditionTaken(Diagnostic):
    """What stands under a condition that is only known when the code runs is read as if it were always there.

    Where the condition does not hold the source builds less than the output does. Make the condition a constant, or move it
    into a task.
    """

    code: ClassVar[str] = "IR330"
    text: ClassVar[str] = (
        "the condition `{condition}` is not known without running the code: it is read as {taken}"
    )
    condition: str
    taken: str


@dataclass(frozen=True, kw_only=True)
class BoundReached(Diagnostic):
    """The building code goes on for longer than it is followed: a recursive factory, an endless loop, a huge value.

    Reading stops at the statement of the module that led there, and what it would have built is missing. Write the
    pipeline so that what it builds is bounded.
    """

    code: ClassVar[str] = "IR416"
    text: ClassVar[str] = "reading stopped here: {bound} reached while evaluating `{expression}`"
    bound: str
    expression: str


@dataclass(frozen=True, kw_only=True)
class ImportUnresolved(Diagnostic):
    """An import names a module of the project that cannot be found or read.

    What it would have defined is treated as unknown. Convert the whole tree, or name its root with `--root`.
    """

    code: ClassVar[str] = "IR417"
    text: ClassVar[str] = "the import of `{module}` cannot be followed: {reason}"
    module: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ConditionUnknown(Diagnostic):
    """Code that builds the pipeline depends on a condition that is only known when it runs.

    Neither side is read, so what they would have built is missing. Make the condition a constant, or move it into a task.
    """

    code: ClassVar[str] = "IR418"
    text: ClassVar[str] = (
        "the condition `{condition}` is not known without running the code: {consequence}"
    )
    condition: str
    consequence: str


@dataclass(frozen=True, kw_only=True)
class Raises(Diagnostic):
    """A statement of the module raises an error when it is evaluated with the values that are known.

    The engine could not load the file either, unless the error comes from a value that reading knows only in part. The
    statement is passed over and what it would have built is missing.
    """

    code: ClassVar[str] = "IR419"
    text: ClassVar[str] = "this statement raises {error}, so what it builds is not read"
    error: str
