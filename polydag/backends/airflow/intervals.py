"""Whether runs keep the intervals that they are about in the source: where something can ask for them, or they catch up."""

from __future__ import annotations

import re
from collections.abc import Iterator

from polydag.backends.airflow.codes import IntervalTimetable, IntervalUnasked
from polydag.backends.airflow.work import Work
from polydag.ir.expand import expanded
from polydag.ir.functions import Function
from polydag.ir.pipeline import Module, Pipeline
from polydag.ir.policies import Schedule
from polydag.ir.reads import arguments_of
from polydag.ir.tasks import Task
from polydag.ir.values import Constant, ContextOf, Value, walk

_DATES = (
    r"(ds|ts|logical_date|execution_date|data_interval|prev_|next_|partition|tomorrow|yesterday)"
)
_KEY = re.compile(f"^{_DATES}")
# In a template that nothing else reads, other objects have dates in them too.
_TEMPLATE = re.compile(rf"\{{[{{%].*\b({_DATES}|dag_run|run_id|ti\b|task_instance)", re.DOTALL)
_FILES = (".sh", ".bash", ".sql", ".hql", ".json", ".yaml", ".yml", ".html", ".txt")


def keeps_intervals(pipeline: Pipeline, schedule: Schedule, work: Work) -> bool:
    """Whether a run must be about the interval that ends when it starts; told either way, where the source has it so."""
    if schedule.window != "preceding":
        return False
    kept = pipeline.catchup is not False or uses_dates(pipeline, work.module)
    told = IntervalTimetable if kept else IntervalUnasked
    work.tell(told(pipeline=pipeline.id))
    return kept


def uses_dates(pipeline: Pipeline, module: Module) -> bool:
    """Whether a body or a value asks, or may ask, which time the run is about."""
    tasks = expanded(pipeline).tasks
    functions = (f for task in tasks for f in _functions(task, module))
    return any(map(_asks, functions)) or any(
        _is_date(inner) for task in tasks for value in _values(task) for inner in walk(value)
    )


def _values(task: Task) -> Iterator[Value]:
    operation = task.operation
    yield from arguments_of(operation).values()
    yield from task.mapping.over.values() if task.mapping else ()


def _functions(task: Task, module: Module) -> Iterator[Function]:
    names = [getattr(task.operation, "function", ""), *(hook.function for hook in task.hooks)]
    yield from (module.functions[name] for name in names if name in module.functions)


def _asks(function: Function) -> bool:
    """A context that is handed on may be asked for anything."""
    return any(
        use.kind == "escape" or (use.kind == "context" and _KEY.match(use.key))
        for use in function.uses
    )


def _is_date(value: Value) -> bool:
    if isinstance(value, ContextOf):
        return _KEY.match(value.key) is not None
    if not isinstance(value, Constant) or not isinstance(value.value, str):
        return False
    # What a file holds is a template as well, and unknown.
    return value.value.endswith(_FILES) or _TEMPLATE.search(value.value) is not None
