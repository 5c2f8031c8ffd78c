"""Decorated functions: what all tasks of a function share stands on its decorator, the rest at the call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from polydag.backends.airflow.draw import Drawing, DrawnTask
from polydag.backends.airflow.policies import Keywords
from polydag.backends.airflow.work import Work
from polydag.backends.open_loops import written_id
from polydag.rendering.pyvalues import Expression, expression


@dataclass(frozen=True)
class Decorated:
    """`line` is the decorator; `overrides` are the keywords that a task changes at its call, by pipeline and task id."""

    line: str
    overrides: Mapping[tuple[str, str], Keywords]


def decorate(drawings: tuple[Drawing, ...], work: Work) -> dict[str, Decorated]:
    """The decorator of each function that tasks call."""
    users: dict[str, list[tuple[Drawing, DrawnTask]]] = {}
    for drawing in drawings:
        for drawn in drawing.tasks.values():
            if drawn.lowered.function:
                users.setdefault(drawn.lowered.function, []).append((drawing, drawn))
    return {name: _decorated(name, found, work) for name, found in users.items()}


def _decorated(name: str, users: list[tuple[Drawing, DrawnTask]], work: Work) -> Decorated:
    own = {(d.flow.pipeline.id, t.task.id): t.lowered.keywords | t.policies for d, t in users}
    ids = _ids(name, users)
    first = next(iter(own.values()))
    common = {k: v for k, v in first.items() if all(other.get(k) == v for other in own.values())}
    rest = {key: {k: v for k, v in found.items() if k not in common} for key, found in own.items()}
    computed = any(drawing.has_computed_id(drawn.task.id) for drawing, drawn in users)
    if len(users) == 1 and not computed:
        common = ids[next(iter(own))] | common
        ids = {key: {} for key in own}
    decorator = users[0][1].lowered.decorator
    root, _, method = decorator.partition(".")
    local = work.sdk(root) + (f".{method}" if method else "")
    inner = ", ".join(f"{k}={work.use(v)}" for k, v in common.items())
    return Decorated(
        f"@{local}({inner})" if inner else f"@{local}", {key: ids[key] | rest[key] for key in own}
    )


def _ids(name: str, users: list[tuple[Drawing, DrawnTask]]) -> dict[tuple[str, str], Keywords]:
    """The ids that Airflow would not give by itself: it takes the function's name, then `name__1`, `name__2`, …"""
    found: dict[tuple[str, str], Keywords] = {}
    counts: dict[str, int] = {}
    for drawing, drawn in users:
        pipeline, task = drawing.flow.pipeline.id, drawn.task
        prefix = ".".join(task.group)
        spelt = id_expression(drawing, task.id)
        automatic = name
        scope = f"{pipeline}:{prefix}"
        if scope in counts:
            automatic = f"{name}__{counts[scope]}"
        if spelt == expression(automatic):
            counts[scope] = counts.get(scope, 0) + 1
            found[(pipeline, task.id)] = {}
        else:
            found[(pipeline, task.id)] = {"task_id": spelt}
    return found


def local_id(drawing: Drawing, id: str) -> str:
    """A task's id inside its group."""
    task = drawing.flow.by_id[id]
    address = drawing.flow.addresses.get(id, id)
    prefix = ".".join(task.group) + "."
    return address.removeprefix(prefix) if task.group else address


def id_expression(drawing: Drawing, id: str) -> Expression:
    """The id inside its group as code: in a loop it may be computed."""
    fold = drawing.fold_of.get(id)
    if fold is None:
        return expression(local_id(drawing, id))
    computed = fold.ids.get(id)
    own = written_id(id).rpartition(".")[2]
    return expression(computed) if computed is not None else expression(own)
