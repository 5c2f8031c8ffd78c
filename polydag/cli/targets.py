"""Refuses targets that no code can be written for."""

from __future__ import annotations

from collections.abc import Iterable

from polydag.cli.failure import Failure
from polydag.engines import EngineVersion
from polydag.translate.writing import writer_for


def refuse_unwritable(targets: Iterable[EngineVersion]) -> None:
    """A Failure for an engine that is only read, or a version that is not written yet."""
    for target in targets:
        try:
            writer_for(target)
        except LookupError as error:
            raise Failure(str(error)) from error
