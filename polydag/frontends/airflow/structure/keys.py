"""What tasks pull under keys that the other task pushes nothing under."""

from __future__ import annotations

from collections.abc import Mapping

from polydag.frontends.airflow.drafts import PipelineDraft, TaskDraft
from polydag.frontends.airflow.reading import Reading
from polydag.frontends.airflow.structure.codes import KeyNotPushed
from polydag.ir.functions import Function
from polydag.ir.operations import Opaque
from polydag.ir.reads import arguments_of, outputs_of
from polydag.ir.replacing import operation_with_values
from polydag.ir.values import Constant, OutputOf, Value
from polydag.syntax.data import Datum, Known


def settle_keys(reading: Reading, functions: Mapping[str, Function]) -> None:
    """Airflow gives nothing where nothing was pushed: so is it here, and told."""
    for pipeline in reading.pipelines:
        pushed = {task.id: _pushed(task, functions) for task in pipeline.tasks}
        for task in pipeline.tasks:
            _settle(reading, pipeline, task, pushed)


def _pushed(task: TaskDraft, functions: Mapping[str, Function]) -> frozenset[str] | None:
    """The outputs of a task; None where it is not known what it does, so that it may push anything."""
    if isinstance(task.operation, Opaque):
        return None
    function = functions.get(task.function or "")
    own = function.outputs if function is not None else ()
    if _is_off(task.given.peek("do_xcom_push")):
        # What the function pushes by itself is pushed all the same.
        uses = function.uses if function is not None else ()
        return frozenset(use.key for use in uses if use.kind == "push")
    return frozenset({*own, *task.outputs, "result"})


def _is_off(datum: Datum | None) -> bool:
    return isinstance(datum, Known) and datum.value is False


def _settle(
    reading: Reading,
    pipeline: PipelineDraft,
    task: TaskDraft,
    pushed: Mapping[str, frozenset[str] | None],
) -> None:
    missing: dict[OutputOf, None] = {}
    in_result = {one.id for one in pipeline.tasks if one.keys_of_result}

    def change(value: Value) -> Value | None:
        outputs = pushed.get(value.task) if isinstance(value, OutputOf) else None
        if outputs is None or not isinstance(value, OutputOf) or value.output in outputs:
            return None
        if value.task in in_result:
            return OutputOf(task=value.task, path=(value.output, *value.path))
        missing[value] = None
        return Constant(value=None)

    given = {*outputs_of(arguments_of(task.operation).values())}
    task.operation = operation_with_values(task.operation, change)
    for value in missing:
        # Airflow waits for what an argument names, whatever it gives; what is pulled by words orders nothing.
        if value in given and (task.id, value.task) not in pipeline.pulled:
            pipeline.connect(value.task, task.id, None)
        told = KeyNotPushed(
            task=task.id,
            key=value.output,
            upstream=value.task,
            pipeline=pipeline.id,
            span=task.site.span,
        )
        reading.tell(told)
