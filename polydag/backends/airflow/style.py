"""Whether a task is a decorated function or an operator that is given a plain one."""

from __future__ import annotations

from collections.abc import Mapping

from polydag.backends.airflow.flow import Flow
from polydag.backends.airflow.work import Work
from polydag.ir.functions import Function
from polydag.ir.operations import OfFunction
from polydag.ir.tasks import Task


def classic_functions(flows: tuple[Flow, ...], work: Work) -> frozenset[str]:
    """The functions that stay plain: the author gave them to operators, or other code calls them by name."""
    kinds: dict[str, set[str]] = {}
    plain: set[str] = set()
    for flow in flows:
        called = _called(flow.functions)
        for task in flow.tasks:
            name = getattr(task.operation, "function", None)
            if name is None or not isinstance(task.operation, OfFunction):
                continue
            kinds.setdefault(name, set()).add(task.operation.kind)
            # `@task` refuses what looks like a method.
            is_method = any(p.name == "self" for p in flow.functions[name].parameters)
            if (
                is_method
                or (work.is_own and _was_operator(task))
                or name in called
                or _is_hook(name, flow)
            ):
                plain.add(name)
    plain |= {name for name, found in kinds.items() if len(found) > 1}
    return frozenset(plain)


def _was_operator(task: Task) -> bool:
    return task.source.endswith(("Operator", "Sensor"))


def _called(functions: Mapping[str, Function]) -> set[str]:
    return {
        name for f in functions.values() for name in f.names if name in functions and name != f.name
    }


def _is_hook(name: str, flow: Flow) -> bool:
    hooks = [
        *flow.pipeline.hooks,
        *flow.pipeline.defaults.hooks,
        *(h for t in flow.tasks for h in t.hooks),
    ]
    return any(hook.function == name for hook in hooks)
