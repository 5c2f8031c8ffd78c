"""Plans a flow task by task: everything is submitted, and trigger rules are evaluated on states."""

from __future__ import annotations

from polydag.backends.prefect.needs import Needs
from polydag.backends.prefect.states import Rules
from polydag.backends.prefect.steps import Program, Ruled, Step, Submit
from polydag.ir.operations import Choose, Opening


def ruled(rules: Rules, needs: Needs, skipping: frozenset[str]) -> Program:
    """The program for any pipeline; `skipping` are tasks whose body may say that they are skipped.

    A task is certain when it ends in success or failure, or is stopped by Prefect itself, so that what is below it can be
    submitted without looking at states.
    """
    certain: set[str] = set()
    steps: list[Step] = []
    for id in rules.graph.order:
        if _plain(id, rules, needs, certain):
            steps.append(Submit(id))
            if id not in skipping:
                certain.add(id)
        else:
            steps.append(Ruled(id))
            if _always_runs(id, rules) and id not in skipping:
                certain.add(id)
    returned = tuple(id for id in rules.graph.order if id in rules.counted)
    return Program(
        tuple(steps),
        returned,
        tolerant=True,
        submitted=frozenset(rules.graph.tasks),
        certain=frozenset(certain),
    )


def _plain(id: str, rules: Rules, needs: Needs, certain: set[str]) -> bool:
    above = rules.graph.upstream[id]
    task = rules.graph.tasks[id]
    decides = any(isinstance(rules.graph.tasks[u].operation, Choose | Opening) for u in above)
    free = not decides and not any(rules.cascading(id)) and id not in rules.valves
    return (
        free
        and (task.rule == "all_success" or not above)
        and set(above) <= certain
        and not set(needs.values(id))
    )


def _always_runs(id: str, rules: Rules) -> bool:
    return rules.graph.tasks[id].rule in ("all_done", "always") and not any(
        id in ids for arms in rules.choices.values() for ids in arms.values()
    )
