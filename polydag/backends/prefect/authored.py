"""The author's functions as Prefect tasks run them: lowered once, whatever number of tasks calls them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from polydag.backends.asking import fields_of, questions
from polydag.backends.bodies import Packing, lower
from polydag.backends.bodies.escaping import Run, hands_on
from polydag.backends.prefect import dates
from polydag.backends.prefect.assets import NO_ASSETS, Assets
from polydag.backends.prefect.codes import NotCarried, UseNotCarried
from polydag.backends.prefect.parameters import plain_type, told
from polydag.backends.prefect.rules.codes import (
    AnybodyAnswers,
    AsksByPause,
    AssetEventsAsked,
    ContextBuilt,
)
from polydag.backends.prefect.spelling import task_spelling
from polydag.diagnostics import Diagnostic
from polydag.ir.functions import Function, Use, flat_uses
from polydag.ir.pipeline import Module, Pipeline
from polydag.ir.tasks import Task
from polydag.ir.values import ContextOf, ParameterOf, Value
from polydag.rendering.imports import Import
from polydag.syntax.splice import prepend

Returned = Literal["value", "tuple"]


@dataclass(frozen=True, kw_only=True)
class Authored:
    """A function for the emitted module, and how it is called.

    `parameters` are names with their stars. `given` are the values of parameters that lowering added; `pulls` the parameter of
    each pull. `outputs` are those that it returns, `shape` how. A call alone of one that `yields`, or is `awaited`, does nothing.
    """

    name: str
    text: str
    parameters: tuple[str, ...]
    given: Mapping[str, Value] = field(default_factory=dict)
    pulls: Mapping[str, str] = field(default_factory=dict)
    outputs: tuple[str, ...] = ("result",)
    shape: Returned = "value"
    imports: tuple[Import, ...] = ()
    module: tuple[str, ...] = ()
    unsupported: tuple[Use, ...] = ()
    needs: frozenset[str] = frozenset()
    questions: tuple[Use, ...] = ()
    hands_on: bool = False
    prints: bool = False
    yields: bool = False
    events: tuple[str, ...] = ()
    awaited: bool = False

    def findings(self, tasks: Sequence[tuple[str, str]]) -> Iterator[Diagnostic]:
        """What is to be told about it, given the pipelines and ids of all tasks that run it; what is mild at the first alone."""
        for pipeline, task in tasks:
            for use in self.unsupported:
                what = f"`{use.key}`" if use.key else f"its {use.kind}"
                yield UseNotCarried(pipeline=pipeline, task=task, function=self.name, what=what)
            for use in self.questions:
                yield from _of_question(use, pipeline, task)
            for attribute, reason in self._lazy():
                told = NotCarried(owner=self.name, attribute=attribute, reason=reason)
                yield replace(told, pipeline=pipeline, task=task)
        pipeline, task = tasks[0]
        for asset in dict.fromkeys(self.events):
            yield AssetEventsAsked(pipeline=pipeline, task=task, asset=asset)
        if self.hands_on:
            yield ContextBuilt(pipeline=pipeline, task=task, function=self.name)

    def _lazy(self) -> Iterator[tuple[str, str]]:
        """What differs in the flow from the source, where a call alone does nothing."""
        if self.awaited:
            yield (
                "async def",
                "the emitted flow is not `async def`: it submits the calls that yours awaits",
            )
        if self.yields:
            yield (
                "yield",
                "Prefect runs a generator as far as its values are taken, and the flow takes none",
            )


def _of_question(use: Use, pipeline: str, task: str) -> Iterator[Diagnostic]:
    """What becomes of a question to people."""
    yield AsksByPause(pipeline=pipeline, task=task)
    if "users" in use.arguments:
        users = ", ".join(ast.literal_eval(use.arguments["users"]))
        yield AnybodyAnswers(pipeline=pipeline, task=task, users=users)
    for entry in fields_of(use):
        yield from told(f"{pipeline}.{task}", entry)


def authored(
    module: Module,
    function: Function,
    tasks: Sequence[Task],
    wanted: Sequence[str],
    gives_up: bool,
    pipelines: Sequence[Pipeline],
    assets: Assets = NO_ASSETS,
) -> Authored:
    """The function as the given tasks run it; `wanted` are the outputs that somebody takes."""
    if module.engine == "prefect":
        return _as_written(function)
    annotations = {p.name: plain_type(p) for one in pipelines for p in one.parameters}
    blocking = any(getattr(task.operation, "blocking", False) for task in tasks)
    spelling = task_spelling(
        annotations,
        gives_up=gives_up,
        blocking=blocking,
        run=Run.of(parameter for pipeline in pipelines for parameter in pipeline.parameters),
        pipelines=[pipeline.id for pipeline in pipelines],
        assets=assets,
    )
    names = tuple(o for o in function.outputs if o in wanted) or ("result",)
    made = lower(function, spelling, _packing(function, tasks, names))
    parameters = tuple(name_of(text) for text in made.parameters)
    constants = [f"{c.name} = {c.text}" for c in function.captured if c.how == "constant"]
    constants += () if function.elsewhere is None else function.elsewhere.constants
    return Authored(
        name=function.name,
        text=prepend(made.text, constants),
        parameters=parameters,
        given=given_values(parameters, function, annotations),
        pulls=made.pulls,
        outputs=names,
        shape="tuple" if len(names) > 1 else "value",
        imports=tuple(Import(source, name or None) for source, name in made.imports),
        module=made.module,
        unsupported=made.unsupported,
        needs=made.needs,
        questions=questions(function),
        hands_on=hands_on(function, made.unsupported),
        events=tuple(u.key for u in flat_uses(function.uses) if u.kind == "events"),
        prints=prints(made.text),
        yields=function.is_generator and made.is_generator,
    )


def _packing(function: Function, tasks: Sequence[Task], wanted: tuple[str, ...]) -> Packing:
    origin = next((task.origin.packing for task in tasks if task.origin is not None), None)
    return Packing(
        source=origin or _source(function),
        outputs=function.outputs,
        wanted=wanted,
        shape="choice" if tasks and tasks[0].operation.kind == "choose" else "tuple",
    )


def name_of(parameter: str) -> str:
    """`*rows: int = 0` → `*rows`."""
    found = re.match(r"\s*(\*{0,2}\s*\w+)", parameter)
    return found[1].replace(" ", "") if found else parameter.strip()


def prints(text: str) -> bool:
    """Whether a body calls `print`, which Prefect shows only when it is told to."""
    return any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
        for node in ast.walk(ast.parse(text))
    )


def _as_written(function: Function) -> Authored:
    stars = {"var_positional": "*", "var_keyword": "**"}
    names: list[str] = []
    for parameter in function.parameters:
        if parameter.kind == "keyword" and not any(name.startswith("*") for name in names):
            names.append("*")
        names.append(stars.get(parameter.kind, "") + parameter.name)
    return Authored(
        name=function.name,
        text=function.text,
        parameters=tuple(names),
        awaited=function.is_async,
    )


def _source(function: Function) -> Literal["value", "push", "outputs", "tuple"]:
    kinds = {use.kind for use in function.uses}
    if "output" in kinds:
        return "outputs"
    if "push" in kinds:
        return "push"
    return "value" if function.outputs == ("result",) else "tuple"


def given_values(
    parameters: Sequence[str], function: Function, annotations: Mapping[str, str | None]
) -> dict[str, Value]:
    """The values for parameters that are not the author's: dates and run parameters."""
    own = {parameter.name for parameter in function.arguments}
    given: dict[str, Value] = {}
    for name in parameters:
        if name in own:
            continue
        if name in dates.KEYS:
            given[name] = ContextOf(key=name)
        elif name in annotations:
            given[name] = ParameterOf(name=name)
    return given
