"""Under which conditions each task runs, as the `if`s that stand around its call; None where no nesting of `if`s says it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from polydag.backends.prefect.states import Outcome, Rules
from polydag.ir.operations import Opening
from polydag.ir.tasks import Task

# Rules of which a chain of `if`s can be the meaning: nothing runs because something failed.
STRICT = frozenset({"all_success", "none_failed", "none_failed_min_one_success"})


@dataclass(frozen=True)
class Atom:
    """One `if`: a choice took one of the labels; without labels: a gate is open, a mapped collection is not empty."""

    source: str
    labels: frozenset[str] = frozenset()


Path: TypeAlias = tuple[Atom, ...]


def guards(rules: Rules, ids: Iterable[str]) -> dict[str, Path] | None:
    """The path of `if`s around each of the tasks, outermost first, checked against every combination of branches."""
    paths: dict[str, Path] = {}
    kept = set(ids)
    for id in rules.graph.order:
        if id not in kept:
            continue
        path = _path(id, rules, paths)
        if path is None:
            return None
        paths[id] = path
    return paths if rules.enumerable and _agree(rules, paths) else None


def holds(path: Path, outcome: Outcome) -> bool:
    """Whether a task below these `if`s runs."""
    return all(
        outcome.chosen[atom.source] in atom.labels
        if atom.labels
        else atom.source not in outcome.shut
        for atom in path
    )


def _path(id: str, rules: Rules, paths: dict[str, Path]) -> Path | None:
    task = rules.graph.tasks[id]
    above = [(u, *_opened(u, id, rules, paths)) for u in rules.graph.upstream[id] if u in paths]
    valve = rules.valve(id)
    own = tuple(Atom(valve) for _ in (1,) if valve in rules.valves and task.mapping is not None)
    own = (*(Atom(gate) for gate in sorted(rules.cascading(id))), *own)
    direct = _joined([atoms for _, atoms, is_direct in above if is_direct])
    match task.rule:
        case "all_success":
            path = _joined([atoms for _, atoms, _ in above])
        case "none_failed":
            path = direct
        case "none_failed_min_one_success":
            path = _joined([direct, _either([atoms for _, atoms, _ in above], rules)])
        case _:
            return None
    return _joined([path, _merged_own(own, rules, paths)])


def _merged_own(own: Path, rules: Rules, paths: dict[str, Path]) -> Path:
    """A cascading gate is itself below what stands above it."""
    return tuple(dict.fromkeys(a for atom in own for a in (*paths.get(atom.source, ()), atom)))


def _opened(upstream: str, id: str, rules: Rules, paths: dict[str, Path]) -> tuple[Path, bool]:
    """The conditions under which an upstream lets a task run, and whether they are the upstream's own decision."""
    handler = rules.followed(upstream, id)
    if handler is not None:
        return _common([paths[tried] for tried in handler.tries]), False
    path = paths[upstream]
    task: Task = rules.graph.tasks[upstream]
    arms = rules.choices.get(upstream, {})
    labels = frozenset(label for label, ids in arms.items() if id in ids)
    if labels:
        return (
            (*path, Atom(upstream, labels)) if labels != set(arms) or len(arms) == 1 else path
        ), True
    if isinstance(task.operation, Opening):
        return (*path, Atom(upstream)), True
    return path, False


def _joined(paths: Iterable[Path | None]) -> Path | None:
    """All of the conditions."""
    atoms: dict[Atom, None] = {}
    for path in paths:
        if path is None:
            return None
        atoms.update(dict.fromkeys(path))
    return tuple(atoms)


def _either(paths: list[Path], rules: Rules) -> Path | None:
    """One of the conditions: what they share, when the rest covers every label of one choice."""
    if not paths:
        return ()
    shared = _common(paths)
    rests = [path[len(shared) :] for path in paths]
    if any(not rest for rest in rests) or len(set(paths)) == 1:
        return shared if any(not rest for rest in rests) else paths[0]
    source = rests[0][0].source
    arms = rules.choices.get(source)
    if arms is None or any(rest[0].source != source for rest in rests):
        return None
    firsts = {rest[0] for rest in rests}
    covered = [_either([rest[1:] for rest in rests if rest[0] == first], rules) for first in firsts]
    labels = frozenset(label for first in firsts for label in first.labels)
    if any(path != () for path in covered):
        return None
    return shared if labels == set(arms) else (*shared, Atom(source, labels))


def _common(paths: list[Path]) -> Path:
    shared: list[Atom] = []
    for atoms in zip(*paths, strict=False):
        if len(set(atoms)) > 1:
            break
        shared.append(atoms[0])
    return tuple(shared)


def _agree(rules: Rules, paths: dict[str, Path]) -> bool:
    """The paths say for every combination of branches what the trigger rules say."""
    for outcome, states in zip(rules.outcomes, rules.runs, strict=True):
        if any((states[id] == "success") != holds(path, outcome) for id, path in paths.items()):
            return False
    return True
