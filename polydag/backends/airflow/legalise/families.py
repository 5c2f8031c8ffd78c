"""References to all instances of a loop's task become lists of their outputs."""

from __future__ import annotations

from polydag.backends.airflow.flow import Flow
from polydag.backends.airflow.work import Work
from polydag.ir.model import Frozen
from polydag.ir.operations import Operation
from polydag.ir.tasks import Family, Task
from polydag.ir.values import Code, Entries, FamilyOutput, Items, OutputOf, Text, Value


def name_instances(flow: Flow, work: Work) -> Flow:
    """Every task is given outputs of tasks, none of whole families with known instances."""
    del work
    families = {n.id: n for n in flow.pipeline.nodes if isinstance(n, Family) and n.instances}
    for task in flow.tasks if families else ():
        changed = _task(task, families)
        if changed != task:
            flow = flow.with_task(changed)
    return flow


def _task(task: Task, families: dict[str, Family]) -> Task:
    update: dict[str, object] = {"operation": _operation(task.operation, families)}
    if task.mapping is not None:
        over = {name: _value(value, families) for name, value in task.mapping.over.items()}
        update["mapping"] = task.mapping.model_copy(update={"over": over})
    return task.model_copy(update=update)


def _operation(operation: Operation, families: dict[str, Family]) -> Frozen:
    given = getattr(operation, "arguments", None)
    if not given:
        return operation
    return operation.model_copy(
        update={"arguments": {k: _value(v, families) for k, v in given.items()}}
    )


def _value(value: Value, families: dict[str, Family]) -> Value:
    match value:
        case FamilyOutput(family=family, task=task, output=output) if family in families:
            known = families[family]
            at = [member.id for member in known.members].index(task)
            return Items(
                items=tuple(OutputOf(task=i[at].id, output=output) for i in known.instances)
            )
        case Items(items=items):
            return value.model_copy(
                update={"items": tuple(_value(item, families) for item in items)}
            )
        case Entries(entries=entries):
            return Entries(entries={key: _value(item, families) for key, item in entries.items()})
        case Text(parts=parts):
            return Text(parts=tuple(_value(part, families) for part in parts))
        case Code(reads=reads):
            return value.model_copy(
                update={"reads": {k: _value(v, families) for k, v in reads.items()}}
            )
        case _:
            return value
