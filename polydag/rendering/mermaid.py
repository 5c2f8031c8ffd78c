"""A pipeline as a Mermaid flowchart, which GitHub and many wikis draw."""

from __future__ import annotations

import json
from collections.abc import Iterator

from polydag.ir.pipeline import Pipeline
from polydag.ir.tasks import Task
from polydag.rendering.picture import Arrow, Box, caption, picture

# How each operation is outlined; what is not here is a box.
_SHAPES = {
    "choose": ("{", "}"),
    "gate": ("{", "}"),
    "wait": ("([", "])"),
    "latest": ("{", "}"),
    "check": ("{{", "}}"),
    "empty": ("((", "))"),
    "notify": (">", "]"),
}


def mermaid(pipeline: Pipeline) -> str:
    """The flowchart; solid arrows carry data, dotted ones order alone."""
    drawn = picture(pipeline)
    names = {task.id: f"t{number}" for number, task in enumerate(_tasks(drawn.root))}
    lines = ["---", f"title: {json.dumps(drawn.title)}", "---", "flowchart LR"]
    lines += _box(drawn.root, names, "    ")
    lines += [f"    {_arrow(arrow, names)}" for arrow in drawn.arrows]
    return "".join(f"{line}\n" for line in lines)


def _tasks(box: Box) -> Iterator[Task]:
    yield from box.tasks
    for inner in box.boxes:
        yield from _tasks(inner)


def _box(box: Box, names: dict[str, str], margin: str) -> Iterator[str]:
    for task in box.tasks:
        left, right = _SHAPES.get(task.operation.kind, ("[", "]"))
        yield f"{margin}{names[task.id]}{left}{_quoted(caption(task))}{right}"
    for inner in box.boxes:
        # A group's id shares its space with the tasks' ids: a prefix keeps them apart.
        first = next(_tasks(inner))
        yield f"{margin}subgraph g{len(inner.path)}{names[first.id]} [{_quoted(inner.path[-1])}]"
        yield from _box(inner, names, margin + "    ")
        yield f"{margin}end"


def _arrow(arrow: Arrow, names: dict[str, str]) -> str:
    line = "-->" if arrow.data else "-.->"
    label = f"|{_quoted(arrow.label)}|" if arrow.label else ""
    return f"{names[arrow.upstream]} {line}{label} {names[arrow.downstream]}"


def _quoted(text: str) -> str:
    """Mermaid has no escapes inside quotes but its own entities."""
    return '"' + text.replace("#", "#35;").replace('"', "#quot;").replace("\n", " ") + '"'
