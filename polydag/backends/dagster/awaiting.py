"""How an op asks its instance how the run of another job ended."""

from __future__ import annotations

import ast
from collections.abc import Callable

from polydag.backends.bodies.spelling import Site, Spelled
from polydag.backends.dagster.launching import op_name
from polydag.backends.dagster.names import dagster_name
from polydag.backends.dagster.schedules import dates
from polydag.backends.dagster.workpiece import Workpiece
from polydag.rendering.strings import string

BY_TICK, BY_PARTITION = "states_of", "states_of_partition"


def spells_awaited(piece: Workpiece) -> Callable[[Site], Spelled]:
    """The set of states in which a run of another job ended, or ops of it."""

    def spelled(site: Site) -> Spelled:
        helper = BY_PARTITION if by_partition(site.key, piece) else BY_TICK
        seconds = site.arguments["seconds"]
        given = ["context", *map(string, (job_of(site.key, piece), *_steps(site, piece)))]
        given += [f"earlier={seconds}"] if seconds != "0" else []
        return Spelled(text=f"{helper}({', '.join(given)})", needs=frozenset({"context", helper}))

    return spelled


def by_partition(pipeline: str, piece: Workpiece) -> bool:
    """Whether both jobs have partitions of one kind, so that a run is found by its partition, whoever started it."""
    other, own = piece.design.launchable.get(pipeline), dates(piece.design)
    there = None if other is None else dates(other)
    return own is not None and there is not None and own.kind == there.kind


def job_of(pipeline: str, piece: Workpiece) -> str:
    """The name of the job; of a pipeline that is written elsewhere the name that it gets there."""
    other = piece.design.launchable.get(pipeline)
    return dagster_name(pipeline) if other is None else other.name


def _steps(site: Site, piece: Workpiece) -> list[str]:
    tasks: tuple[str, ...] = ast.literal_eval(site.arguments["tasks"])
    other = piece.design.launchable.get(site.key)
    known = {} if other is None else other.facts.tasks
    return [op_name(id, other) if other and id in known else dagster_name(id) for id in tasks]
