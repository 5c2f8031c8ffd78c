"""Computes expression trees in the worker process; standard library only."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from typing import Protocol, cast

Tree = Mapping[str, object]
SHAPES: dict[str, Callable[[list[object]], object]] = {
    "list": list,
    "tuple": tuple,
    "set": set,
    "present": list,
}


class World(Protocol):
    """Where the leaves of a tree get their values from."""

    def output(self, task: str, output: str, mapped: bool) -> object:
        """An output of a task that ran before; None where there is none."""

    def element(self, name: str) -> object:
        """What the instance of a mapped group that runs is given by the name."""

    def gave(self, task: str, output: str) -> bool:
        """Whether a task gave an output."""

    def parameter(self, name: str) -> object:
        """A parameter of the run."""

    def fact(self, key: str) -> object:
        """A fact about the run."""

    def lookup(self, what: str, name: str, *default: object) -> object:
        """Something that lives outside of the code."""

    def failure(self, tasks: list[str]) -> object:
        """What the task of these that failed last raised."""

    def code(self, text: str, names: list[str], reads: dict[str, object]) -> object:
        """The value of an expression of the author."""


def parsed(found: object) -> object:
    """What a text means as JSON; what stands in for a text that nobody knows is none."""
    try:
        return json.loads(found) if isinstance(found, str) else found
    except ValueError:
        return found


def compute(tree: Tree, world: World) -> object:
    """The value of a tree; what the author's expressions raise goes up."""
    if "constant" in tree:
        return tree["constant"]
    if "output" in tree:
        task, output = cast("list[str]", tree["output"])
        return _inside(world.output(task, output, bool(tree["mapped"])), tree)
    if "items" in tree:
        trees = cast("list[Tree]", tree["items"])
        if tree["shape"] == "present":
            trees = [one for one in trees if world.gave(*cast("list[str]", one["output"]))]
        items = [compute(item, world) for item in trees]
        return SHAPES[str(tree["shape"])](items)
    if "entries" in tree:
        entries = cast("dict[str, Tree]", tree["entries"])
        return {key: compute(entry, world) for key, entry in entries.items()}
    return _named(tree, world)


def _named(tree: Tree, world: World) -> object:
    if "text" in tree:
        return "".join(str(compute(part, world)) for part in cast("list[Tree]", tree["text"]))
    if "parameter" in tree:
        return world.parameter(str(tree["parameter"]))
    if "context" in tree:
        return world.fact(str(tree["context"]))
    if "lookup" in tree:
        default = (compute(cast("Tree", tree["default"]), world),) if "default" in tree else ()
        found = world.lookup(str(tree["lookup"]), str(tree["name"]), *default)
        return parsed(found) if "parsed" in tree else found
    if "code" in tree:
        reads = cast("dict[str, Tree]", tree["reads"])
        given = {name: compute(read, world) for name, read in reads.items()}
        return world.code(str(tree["code"]), cast("list[str]", tree["names"]), given)
    if "failure" in tree:
        return world.failure(cast("list[str]", tree["failure"]))
    return _inside(world.element(str(tree["variable"])), tree)


def _inside(value: object, tree: Tree) -> object:
    """What a path leads to; values are copied, since tasks do not share memory."""
    for key in cast("list[object]", tree["path"]):
        value = cast("Mapping[object, object]", value)[key]
    try:
        return copy.deepcopy(value)
    except (TypeError, ValueError):
        return value
