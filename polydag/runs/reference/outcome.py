"""The state of a run, by the pipeline's own rule."""

from __future__ import annotations

from collections.abc import Mapping

from polydag.runs.record import RunState
from polydag.runs.reference.dependencies import Dependencies

BAD = ("failed", "upstream_failed")


def run_state(states: Mapping[str, tuple[str, ...]], dependencies: Dependencies) -> RunState:
    """Failed when a task that counts failed, or when a `try` that raises again was left by its handler."""
    if any(
        _raised_again(handler.tries, states)
        for handler in dependencies.handlers.values()
        if handler.reraise
    ):
        return "failed"
    bad = any(state in BAD for id in counting(dependencies) for state in states.get(id, ()))
    return "failed" if bad else "success"


def counting(dependencies: Dependencies) -> tuple[str, ...]:
    """The tasks whose failure is the run's failure."""
    pipeline, tasks = dependencies.pipeline, dependencies.tasks
    if pipeline.outcome == "listed":
        return tuple(
            id
            for node in pipeline.listed
            for id in ((node,) if node in tasks else dependencies.members(node))
        )
    handled = {id for handler in dependencies.handlers.values() for id in handler.tries}
    candidates = dependencies.leaves if pipeline.outcome == "leaves" else tuple(tasks)
    return tuple(id for id in candidates if tasks[id].fatal and id not in handled)


def _raised_again(tries: tuple[str, ...], states: Mapping[str, tuple[str, ...]]) -> bool:
    return any(state == "failed" for id in tries for state in states.get(id, ()))
