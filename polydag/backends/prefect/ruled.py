"""Plans a flow task by task: everything is submitted, and trigger rules are evaluated on states."""

from __future__ import annotations

from polydag.backends.prefect.needs import Needs
from polydag.backends.prefect.ordering import order_of
from polydag.backends.prefect.states import Rules
from polydag.backends.prefect.steps import Each, Program, Ruled, Step, Submit
from polydag.ir.operations import Choose, Opening


def ruled(rules: Rules, needs: Needs, skipping: frozenset[str]) -> Program:
    """The program for any pipeline; `skipping` are tasks whose body may say that they are skipped.

    A task is certain when it ends in success or failure, or is stopped by Prefect itself, so that what is below it can be
    submitted without looking at states.
    """
    certain: set[str] = set()
    steps: list[Step] = []
    for members in _units(rules):
        group = rules.graph.mapped.around(rules.graph.tasks[members[0]])
        if group is None:
            steps.append(_step(members[0], rules, needs, certain, skipping))
        else:
            # Seen from outside its tasks are not certain: without elements there is nothing to wait for.
            inside = certain | set(needs.mapped(members[0]))
            inner = tuple(_step(id, rules, needs, inside, skipping) for id in members)
            steps.append(Each(group.path, inner))
    returned = tuple(id for id in rules.graph.order if id in rules.counted)
    return Program(
        tuple(steps),
        returned,
        tolerant=True,
        submitted=frozenset(rules.graph.tasks),
        certain=frozenset(certain),
    )


def _units(rules: Rules) -> list[tuple[str, ...]]:
    """The tasks in the order of the graph, those of a mapped group together."""
    waiting = list(rules.graph.order)
    found: list[tuple[str, ...]] = []
    done: set[str] = set()
    while waiting:
        unit: tuple[str, ...] = ()
        for id in waiting:
            unit = order_of(rules.members(id), rules.graph.order)
            if {u for one in unit for u in rules.graph.upstream[one]} <= done | set(unit):
                break
        found.append(unit)
        done |= set(unit)
        waiting = [id for id in waiting if id not in done]
    return found


def _step(
    id: str, rules: Rules, needs: Needs, certain: set[str], skipping: frozenset[str]
) -> Submit | Ruled:
    """How a task is started; `certain` grows by it where that is so."""
    if _plain(id, rules, needs, certain):
        if id not in skipping:
            certain.add(id)
        return Submit(id)
    if _always_runs(id, rules) and id not in skipping:
        certain.add(id)
    return Ruled(id)


def _plain(id: str, rules: Rules, needs: Needs, certain: set[str]) -> bool:
    above = rules.graph.upstream[id]
    task = rules.graph.tasks[id]
    decides = any(isinstance(rules.graph.tasks[u].operation, Choose | Opening) for u in above)
    grouped = rules.graph.mapped.around(task) is not None
    shut = id in rules.valves and not grouped
    free = not decides and not any(rules.cascading(id)) and not shut
    values = set(needs.values(id)) - (set(needs.mapped(id)) if grouped else set())
    return (
        free and (task.rule == "all_success" or not above) and set(above) <= certain and not values
    )


def _always_runs(id: str, rules: Rules) -> bool:
    return rules.graph.tasks[id].rule in ("all_done", "always") and not any(
        id in ids for arms in rules.choices.values() for ids in arms.values()
    )
