"""Assets where the meaning of a pipeline survives in assets, a job of ops where it does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from polydag.backends.contract import Options
from polydag.backends.dagster.facts import Facts
from polydag.backends.dagster.tiers import Tiers
from polydag.backends.open_loops import open_families
from polydag.ir.operations import Choose, Empty, Launch, Opaque, Opening, Wait
from polydag.ir.reads import arguments_of
from polydag.ir.tasks import Task
from polydag.ir.values import FamilyOutput, OutputOf, walk

Style = Literal["assets", "ops"]


@dataclass(frozen=True)
class Choice:
    """The style of a pipeline and the reason in a few words."""

    style: Style
    reason: str


def choose_style(facts: Facts, tiers: Tiers, options: Options) -> Choice:
    """What the user asked for where that is possible, else assets if nothing speaks against them."""
    obstacle = next(_obstacles(facts, tiers), None)
    if options.dagster_style == "ops" and facts.pipeline.style != "assets":
        return Choice("ops", "asked for")
    if obstacle is None:
        return Choice("assets", "data passes between tasks that all must succeed")
    return Choice("ops", obstacle)


def _obstacles(facts: Facts, tiers: Tiers) -> Iterator[str]:
    """Why assets cannot carry the pipeline."""
    if all(
        isinstance(task.operation, Empty) and not task.publishes for task in facts.tasks.values()
    ):
        yield "its tasks do nothing, so that there would be no assets"
    if open_families(facts.pipeline):
        yield "a loop runs over what is only known when the code is loaded"
    if tiers.tracked:
        yield "a task reacts to failures, and assets do not"
    for id in facts.caught:
        yield f"a failure of `{id}` is handled"
    for id, task in facts.tasks.items():
        if id in tiers.hooks:
            continue
        yield from _of_task(id, task, facts)


def _of_task(id: str, task: Task, facts: Facts) -> Iterator[str]:
    operation = task.operation
    if isinstance(operation, Choose | Opening):
        yield f"`{id}` decides what runs"
    if isinstance(operation, Wait):
        yield f"`{id}` waits for something"
    if isinstance(operation, Launch):
        yield f"`{id}` starts another pipeline"
    if isinstance(operation, Opaque):
        yield f"`{id}` is not converted"
    if task.mapping is not None:
        yield f"`{id}` is mapped over a collection"
    if facts.rule(id) != "all_success" and facts.may_skip.intersection(facts.graph.upstream[id]):
        yield f"`{id}` joins branches ({task.rule})"
    function = facts.function(task)
    if function is not None and function.outputs != ("result",) and not task.publishes:
        yield f"`{id}` has several outputs"
    if len(task.publishes) > 1:
        yield f"`{id}` makes several assets"
    twice = _passed_twice(task)
    if twice:
        yield f"`{id}` takes the output of `{twice}` twice"


def _passed_twice(task: Task) -> str | None:
    """Dagster refuses one upstream asset for two parameters."""
    seen: set[str] = set()
    for value in arguments_of(task.operation).values():
        here = {v.task for v in walk(value) if isinstance(v, OutputOf | FamilyOutput)}
        if seen & here:
            return min(seen & here)
        seen |= here
    return None
