"""A pipeline in the DOT language of Graphviz."""

from __future__ import annotations

from collections.abc import Iterator

from polydag.ir.pipeline import Pipeline
from polydag.rendering.picture import Arrow, Box, caption, picture

_SHAPES = {
    "choose": "diamond",
    "gate": "diamond",
    "wait": "house",
    "latest": "diamond",
    "check": "hexagon",
    "empty": "circle",
    "notify": "cds",
}


def dot(pipeline: Pipeline) -> str:
    """The graph; solid arrows carry data, dotted ones order alone."""
    drawn = picture(pipeline)
    lines = [f"digraph {_quoted(drawn.title)} {{", "    rankdir=LR", "    node [shape=box]"]
    lines += _box(drawn.root, "    ")
    lines += [f"    {_arrow(arrow)}" for arrow in drawn.arrows]
    return "".join(f"{line}\n" for line in [*lines, "}"])


def _box(box: Box, margin: str) -> Iterator[str]:
    for task in box.tasks:
        shape = _SHAPES.get(task.operation.kind)
        shaped = f", shape={shape}" if shape else ""
        yield f"{margin}{_quoted(task.id)} [label={_quoted(caption(task))}{shaped}]"
    for inner in box.boxes:
        # Graphviz draws a frame only around subgraphs whose name begins so.
        yield f"{margin}subgraph {_quoted('cluster_' + '.'.join(inner.path))} {{"
        yield f"{margin}    label={_quoted(inner.path[-1])}"
        yield from _box(inner, margin + "    ")
        yield f"{margin}}}"


def _arrow(arrow: Arrow) -> str:
    options = [] if arrow.data else ["style=dotted"]
    if arrow.label:
        options.append(f"label={_quoted(arrow.label)}")
    shown = f" [{', '.join(options)}]" if options else ""
    return f"{_quoted(arrow.upstream)} -> {_quoted(arrow.downstream)}{shown}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
