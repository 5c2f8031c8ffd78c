"""Decides how each trigger rule is kept: natively, as a failure hook, or by tracked ops."""

from __future__ import annotations

from dataclasses import dataclass

from polydag.backends.contract import Options
from polydag.backends.dagster.facts import PASSING, Facts
from polydag.backends.dagster.overruled import overruled
from polydag.ir.operations import Call, Choose, Notify, Opening
from polydag.ir.reads import arguments_of
from polydag.ir.values import OutputOf, walk


@dataclass(frozen=True)
class Tiers:
    """Tasks that become failure hooks, with the tasks that each watches, and tasks whose ops report outcomes."""

    hooks: dict[str, frozenset[str]]
    tracked: frozenset[str]


def tiers(facts: Facts, options: Options) -> Tiers:
    """The cheapest tier that keeps every state and the outcome of the run."""
    watched = {
        id: _watched(id, facts) for id in facts.tasks if not options.exact and _notifies(id, facts)
    }
    hooks = {id: tasks for id, tasks in watched.items() if _loud(tasks, facts, frozenset(watched))}
    while True:
        seeds = {id for id in facts.tasks if id not in hooks and _needs_tracking(id, facts)}
        seeds |= set(overruled(facts)) - set(hooks) if options.exact else set()
        tracked = _connected(seeds, facts, frozenset(hooks))
        # An op that reports its outcome does not fail, so that no hook is called for it.
        heard = {id: tasks for id, tasks in hooks.items() if not tasks & tracked}
        if heard == hooks:
            return Tiers(hooks, tracked)
        hooks = heard


def _notifies(id: str, facts: Facts) -> bool:
    """A task that only says that something failed: nothing below it, nothing taken."""
    task = facts.tasks[id]
    plain = isinstance(task.operation, Call | Notify) and task.mapping is None and task.fatal
    takes = any(
        isinstance(v, OutputOf)
        for value in arguments_of(task.operation).values()
        for v in walk(value)
    )
    below = facts.graph.downstream[id]
    return (
        (facts.rule(id) == "one_failed" or (id in facts.reacting and facts.reacting[id].reraise))
        and plain
        and not takes
        and not facts.pulled[id]
        and not below
    )


def _watched(id: str, facts: Facts) -> frozenset[str]:
    """What a notification reacts to; one of a `try` to nothing before it."""
    return (
        frozenset(facts.reacting[id].tries) if id in facts.reacting else facts.graph.ancestors(id)
    )


def _loud(watched: frozenset[str], facts: Facts, notifying: frozenset[str]) -> bool:
    """Whether the run fails anyway when a watched task fails, so that the hook changes no outcome."""
    failing = {id for id in facts.deciding if id not in notifying}
    for id in reversed(facts.graph.order):
        below = facts.graph.downstream[id]
        if any(d in failing and d not in notifying and facts.rule(d) in PASSING for d in below):
            failing.add(id)
    natural = all(facts.rule(id) in PASSING and facts.tasks[id].fatal for id in watched)
    return natural and watched <= failing


def _needs_tracking(id: str, facts: Facts) -> bool:
    task = facts.tasks[id]
    if id not in facts.caught and (task.role == "teardown" or _ignored(id, facts)):
        return True
    rule = facts.rule(id)
    if rule not in PASSING or _stands_in_uneven_group(id, facts):
        return True
    return _reads_skipped(id, facts) or _minds_skipped_instances(id, facts)


def _stands_in_uneven_group(id: str, facts: Facts) -> bool:
    """Whether an instance of the task's mapped group may end in another way than all succeeding, or stopping at a failure."""
    task = facts.tasks[id]
    if facts.graph.mapped.around(task) is None:
        return False
    members = [other for other in facts.tasks.values() if facts.graph.mapped.together(task, other)]
    return any(
        member.rule != "all_success"
        or isinstance(member.operation, Choose | Opening)
        or facts.skips(member)
        for member in members
    )


def _minds_skipped_instances(id: str, facts: Facts) -> bool:
    """Whether one skipped instance of a mapping decides here: Dagster collects those that gave something, if any did."""
    if facts.tasks[id].mapping is not None or facts.rule(id) == "none_failed_min_one_success":
        return False
    above = (facts.tasks[upstream] for upstream in facts.graph.upstream[id])
    return any(task.mapping is not None and facts.skips(task) for task in above)


def _ignored(id: str, facts: Facts) -> bool:
    """A task whose failure the run's outcome does not see, neither by itself nor by what it holds back."""
    if facts.tasks[id].fatal and facts.pipeline.outcome != "listed":
        return False
    own = {id} if facts.tasks[id].fatal else set()
    return not (own | facts.graph.descendants(id)) & facts.deciding


def _reads_skipped(id: str, facts: Facts) -> bool:
    """Whether a task may run although a task whose output it reads was skipped: it is given None then."""
    read = (*facts.graph.data[id], *facts.pulled[id])
    above = facts.graph.upstream[id]
    if facts.rule(id) == "all_success":
        read = tuple(
            r
            for r in read
            if r not in above and not any(r in facts.graph.ancestors(a) for a in above)
        )
    else:
        present = facts.present(id)
        read = tuple(r for r in read if facts.tasks[r].mapping is None and r not in present)
    return any(r in facts.may_skip for r in read)


def _connected(seeds: set[str], facts: Facts, hooks: frozenset[str]) -> frozenset[str]:
    """Everything joined to a seed: an op that reports outcomes can only feed one that reads them."""
    found: set[str] = set()
    open_ids = list(seeds)
    while open_ids:
        id = open_ids.pop()
        if id in found or id in hooks:
            continue
        found.add(id)
        open_ids += [*facts.graph.upstream[id], *facts.graph.downstream[id], *facts.pulled[id]]
        open_ids += facts.consumers[id]
    return frozenset(found)
