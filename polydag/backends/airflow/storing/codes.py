"""Diagnostics of values that XCom cannot carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from polydag.diagnostics import Diagnostic
from polydag.rendering.stored import SETTING


@dataclass(frozen=True, kw_only=True)
class ValueStored(Diagnostic):
    """The task gives a value that Airflow cannot hand from task to task: XCom carries what JSON can say, and not much more
    (no bytes, paths, enums, dataclasses, numpy arrays or polars frames; keys of dicts that are numbers become strings).

    The value is pickled into a file, and the tasks that read it load that. Set `PIPELINE_DATA_DIR` to a folder or the URL
    of a bucket that all workers share; a task fails where it is not set. Nothing deletes these files.
    """

    code: ClassVar[str] = "AFW222"
    text: ClassVar[str] = (
        "what `{task}` gives (`{kind}`) is kept in a file, since XCom cannot carry it: "
        f"set `{SETTING}` to a place that all workers share"
    )
    kind: str


@dataclass(frozen=True, kw_only=True)
class ValueNotCarried(Diagnostic):
    """The task gives a value that Airflow cannot hand from task to task, and it is read in a way that a file cannot serve:
    as a part of a shell command or message, or by a parameter that takes one value here and a list of them there.

    The task fails when it gives such a value. Give a string, number, list or dict instead, or read it in a task of its own.
    """

    code: ClassVar[str] = "AFW313"
    text: ClassVar[str] = (
        "what `{task}` gives (`{kind}`) cannot be carried by XCom, nor kept in a file: {reason}"
    )
    kind: str
    reason: str
