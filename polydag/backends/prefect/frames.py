"""Notifications and clean-ups that a `try` says: the tasks they watch are a prefix of the flow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from polydag.backends.prefect.states import Rules
from polydag.ir.operations import Choose, Opening


@dataclass(frozen=True)
class Frame:
    """A `try` around `region`: `watchers` run in `except` (and the failure goes on) or in `finally`.

    `guarded` are the tasks of the region whose failure lets the watchers run; the others stand before the `try`.
    """

    kind: Literal["failure", "always"]
    watchers: tuple[str, ...]
    region: frozenset[str]
    guarded: frozenset[str]
    ignored: bool = False


_KINDS: dict[str, Literal["failure", "always"]] = {
    "one_failed": "failure",
    "all_done": "always",
    "always": "always",
    "all_done_setup_success": "always",
}


def frames(rules: Rules) -> tuple[Frame, ...]:
    """The frames of a pipeline, innermost first; none when one of them cannot be a `try`."""
    found = [frame for id in rules.graph.tasks for frame in _frame(id, rules)]
    found.sort(key=lambda frame: (len(frame.region), frame.kind == "always"))
    merged: list[Frame] = []
    for frame in found:
        last = merged[-1] if merged else None
        if last is not None and not last.region <= frame.region:
            return ()
        if last is not None and _alike(last, frame):
            merged[-1] = _with(last, frame.watchers)
        else:
            merged.append(frame)
    return tuple(merged)


def idle_labels(rules: Rules) -> frozenset[tuple[str, str]]:
    """Labels that would start nothing but what stands in an `except` or a `finally`."""
    watchers = {id for frame in frames(rules) for id in frame.watchers}
    return frozenset(
        (choice, label)
        for choice, arms in rules.choices.items()
        for label, ids in arms.items()
        if ids and set(ids) <= watchers
    )


def _alike(one: Frame, other: Frame) -> bool:
    return (one.kind, one.region, one.guarded, one.ignored) == (
        other.kind,
        other.region,
        other.guarded,
        other.ignored,
    )


def _with(frame: Frame, watchers: tuple[str, ...]) -> Frame:
    return Frame(frame.kind, frame.watchers + watchers, frame.region, frame.guarded, frame.ignored)


def _frame(id: str, rules: Rules) -> tuple[Frame, ...]:
    graph, task = rules.graph, rules.graph.tasks[id]
    kind = _KINDS.get(task.rule)
    plain = task.mapping is None and not isinstance(task.operation, Choose | Opening)
    if (
        kind is None
        or not plain
        or graph.downstream[id]
        or graph.data[id]
        or not graph.upstream[id]
    ):
        return ()
    region = graph.ancestors(id)
    guarded = _guarded(id, region, rules)
    setups = [above for above in graph.upstream[id] if graph.tasks[above].role == "setup"]
    if guarded is None or (guarded != region and not (setups and kind == "always")):
        return ()
    if kind == "always" and (len(setups) > 1 or _may_be_skipped(id, rules)):
        return ()
    ignored = kind == "always" and id not in rules.counted
    others = set(graph.tasks) - region - {i for i, t in graph.tasks.items() if t.rule in _KINDS}
    if kind == "always" and others and not ignored:
        return ()
    return (Frame(kind, (id,), region, guarded, ignored),)


def _may_be_skipped(id: str, rules: Rules) -> bool:
    """Whether a choice or gate above keeps the task from running: a `finally` would run it all the same."""
    return any(states[id] == "skipped" for states in rules.runs)


def _guarded(id: str, region: frozenset[str], rules: Rules) -> frozenset[str] | None:
    """The tasks of the region after whose failure the watcher runs; None when the run can succeed over such a failure."""
    guarded = set()
    for failing in region:
        ran = set()
        for states in rules.failures(failing):
            if not rules.fails(states):
                return None
            ran.add(states[id] == "success")
        if len(ran) > 1:
            return None
        if ran == {True}:
            guarded.add(failing)
    return frozenset(guarded)
