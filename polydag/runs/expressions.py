"""Computes expressions of the building code by themselves, with chosen values in place of what tasks give."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Self

from pydantic import JsonValue

from polydag.ir.pipeline import Module, Pipeline
from polydag.ir.replacing import replaced
from polydag.ir.values import OutputOf, Value, constant
from polydag.runs.dates import date_for
from polydag.runs.parameters import parameters_of
from polydag.runs.protocol import JobScenario
from polydag.runs.reference.facts import facts_of
from polydag.runs.reference.process import Process, WorkerGoneError
from polydag.runs.reference.requests import setup, tree

SECONDS = 5.0


class Expressions:
    """A process that computes expressions of one pipeline; there is none before the first is asked for."""

    def __init__(self, module: Module, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self._process = Process(_setup(module, pipeline))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.close()

    def value(self, of: Value, chosen: Mapping[OutputOf, JsonValue]) -> tuple[JsonValue] | None:
        """What it comes to, in a tuple, since that may be None; None where it raises or takes too long."""
        known = replaced(of, lambda part: _chosen(part, chosen))
        try:
            answer = self._process.ask(
                {"do": "evaluate", "tree": tree(known, self._pipeline)}, SECONDS
            )
        except WorkerGoneError:
            return None
        return (answer["value"],) if "value" in answer else None


def _chosen(part: Value, chosen: Mapping[OutputOf, JsonValue]) -> Value | None:
    if isinstance(part, OutputOf) and part in chosen:
        return constant(chosen[part])
    return None


def _setup(module: Module, pipeline: Pipeline) -> dict[str, JsonValue]:
    return setup(module) | {
        "real": False,
        "facts": facts_of(pipeline, date_for(pipeline)),
        "parameters": parameters_of(pipeline, {}),
        "assumed": {},
        "environment": {},
        "scenario": JobScenario().model_dump(mode="json"),
        "file": "/module.py",
        "root": "/",
        "kept": None,
    }
