"""State hooks of tasks and flows: recorded, and with stubs without effect."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps

import prefect.flow_engine
import prefect.task_engine
from prefect import Flow, Task
from prefect.flow_engine import FlowRunEngine
from prefect.states import State

from polydag.runs.child.hooks import Hooks

NAMES = ("on_cancellation", "on_completion", "on_crashed", "on_failure", "on_running")
Hook = Callable[..., object]


def watch(hooks: Hooks, silent: bool) -> None:
    """Wrap the hooks of a task or flow when its engine is about to call them."""
    tasks, flows = prefect.task_engine, prefect.flow_engine
    for kind, owner in (
        (tasks.SyncTaskRunEngine, "task"),
        (tasks.AsyncTaskRunEngine, "task"),
        (flows.FlowRunEngine, "flow"),
        (flows.AsyncFlowRunEngine, "flow"),
    ):
        kind.call_hooks = _wrapping(kind.call_hooks, owner, hooks, silent)


def _wrapping(
    original: Callable[..., object], owner: str, hooks: Hooks, silent: bool
) -> Callable[..., object]:
    @wraps(original)
    def call_hooks(engine: FlowRunEngine, state: State | None = None) -> object:
        _wrap(getattr(engine, owner), hooks, silent)
        return original(engine, state)

    return call_hooks


def _wrap(owner: Task | Flow, hooks: Hooks, silent: bool) -> None:
    for name in NAMES:
        known = getattr(owner, f"{name}_hooks", None) or []
        if known and not all(hasattr(hook, "_polydag_watched") for hook in known):
            setattr(owner, f"{name}_hooks", [_watched(hook, hooks, silent) for hook in known])


def _watched(hook: Hook, hooks: Hooks, silent: bool) -> Hook:
    name = getattr(inspect.unwrap(hook), "__name__", type(hook).__name__)

    def called(*args: object) -> object:
        hooks.called(name)
        return None if silent else hook(*args)

    called.__name__ = name
    vars(called)["_polydag_watched"] = True
    return called
