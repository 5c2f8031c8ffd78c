"""Lists of what every task of a loop gave → the output of the family."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from polydag.ir.operations import Operation
from polydag.ir.reads import outputs_pulled, outputs_read
from polydag.ir.tasks import Family, Node, Task
from polydag.ir.values import Code, Entries, FamilyOutput, Items, OutputOf, Text, Value

# The ids of one member in all instances, in order, and what stands for their outputs as a list.
Lists = Mapping[tuple[str, ...], FamilyOutput]


def gathered(nodes: Sequence[Node], returns: Value | None) -> tuple[tuple[Node, ...], Value | None]:
    """The nodes with whole lists of results as one reference; a family of which single results are read is given up."""
    families = [node for node in nodes if isinstance(node, Family)]
    lists = {ids: output for family in families for ids, output in _lists(family).items()}
    changed = [_node(node, lists) for node in nodes]
    given = None if returns is None else in_value(returns, lists)
    single = {id for node in changed for id in _read_outside(node)} | set(_ids(given))
    lost = [
        f for f in families if single & {task.id for instance in f.instances for task in instance}
    ]
    if not lost:
        return tuple(changed), given
    kept = [part for node in nodes for part in (_flat(node) if node in lost else [node])]
    return gathered(kept, returns)


def _lists(family: Family) -> dict[tuple[str, ...], FamilyOutput]:
    found: dict[tuple[str, ...], FamilyOutput] = {}
    for position, member in enumerate(family.members):
        ids = tuple(instance[position].id for instance in family.instances)
        found[ids] = FamilyOutput(family=family.id, task=member.id)
    return found


def _flat(node: Node) -> list[Node]:
    return (
        [task for instance in node.instances for task in instance]
        if isinstance(node, Family)
        else [node]
    )


def _node(node: Node, lists: Lists) -> Node:
    if not isinstance(node, Task):
        return node
    update: dict[str, object] = {"operation": _operation(node.operation, lists)}
    if node.mapping is not None:
        over = {name: in_value(value, lists) for name, value in node.mapping.over.items()}
        update["mapping"] = node.mapping.model_copy(update={"over": over})
    return node.model_copy(update=update)


def _operation(operation: Operation, lists: Lists) -> Operation:
    arguments = getattr(operation, "arguments", None)
    if not arguments:
        return operation
    update: dict[str, object] = {
        "arguments": {name: in_value(v, lists) for name, v in arguments.items()}
    }
    condition = getattr(operation, "condition", None)
    if condition is not None:
        update["condition"] = in_value(condition, lists)
    return operation.model_copy(update=update)


def in_value(value: Value, lists: Lists) -> Value:
    """The value with whole lists of results as one reference."""
    match value:
        case Items(items=items, shape="list"):
            whole = lists.get(
                tuple(item.task for item in items if isinstance(item, OutputOf) and not item.path)
            )
            if whole is not None and len(items) == len(tuple(_ids(value))):
                return whole
            return value.model_copy(
                update={"items": tuple(in_value(item, lists) for item in items)}
            )
        case Entries(entries=entries):
            return value.model_copy(
                update={"entries": {key: in_value(v, lists) for key, v in entries.items()}}
            )
        case Text(parts=parts):
            return value.model_copy(
                update={"parts": tuple(in_value(part, lists) for part in parts)}
            )
        case Code(reads=reads):
            return value.model_copy(
                update={"reads": {name: in_value(v, lists) for name, v in reads.items()}}
            )
    return value


def _read_outside(node: Node) -> Iterable[str]:
    """The tasks whose results a node reads from outside of its own loop."""
    if isinstance(node, Task):
        return [
            output.task
            for output in (*outputs_read(node), *outputs_pulled(node))
            if isinstance(output, OutputOf)
        ]
    if not isinstance(node, Family):
        return []
    read = [
        o
        for instance in node.instances
        for task in instance
        for o in outputs_read(task)
        if isinstance(o, OutputOf)
    ]
    own = {task.id: number for number, instance in enumerate(node.instances) for task in instance}
    return [output.task for output in read if output.task not in own]


def _ids(value: Value | None) -> list[str]:
    match value:
        case OutputOf(task=task):
            return [task]
        case Items(items=parts) | Text(parts=parts):
            return [id for part in parts for id in _ids(part)]
        case Entries(entries=inner) | Code(reads=inner):
            return [id for part in inner.values() for id in _ids(part)]
    return []
