"""The tasks of a flow that has been read → the pipeline of the IR."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from polydag.frontends.prefect.drafts import Draft, TryDraft
from polydag.frontends.prefect.families import families
from polydag.frontends.prefect.flow import FlowReading
from polydag.ir.operations import Choose
from polydag.ir.tasks import Edge, Handler, Node, Task


def nodes_of(flow: FlowReading) -> tuple[Node, ...]:
    """The nodes in the order in which the program gets to them."""
    _lone_addresses(flow.drafts)
    for draft in flow.drafts:
        _join(draft)
    for draft in flow.drafts:
        _label(draft, flow.drafts)
    made = {id(draft): task_of(draft) for draft in flow.drafts}
    handlers = [_handler(draft) for draft in flow.tries]
    return (*families(flow, made), *handlers)


def edges_of(flow: FlowReading) -> tuple[Edge, ...]:
    """Control and sequence edges between tasks and handlers; those of choices are control edges."""
    found: dict[tuple[str, str], Edge] = {}
    for draft in flow.drafts:
        for kind, ups in (("control", draft.control), ("sequence", draft.sequence)):
            for up in ups:
                edge = Edge.model_validate(
                    {"upstream": up.id, "downstream": draft.id, "kind": kind}
                )
                found.setdefault((up.id, draft.id), edge)
    return tuple(found.values())


def outcome_of(flow: FlowReading) -> tuple[str, tuple[str, ...]]:
    """Which failures fail the run: `any` where every task's failure reaches the flow, else the listed ones."""
    listed = tuple(draft.id for draft in flow.drafts if draft.fatal)
    return ("any", ()) if len(listed) == len(flow.drafts) else ("listed", listed)


def task_of(draft: Draft) -> Task:
    """The task of a draft."""
    update = {
        "id": draft.id,
        "operation": draft.operation,
        "group": draft.group,
        "mapping": draft.mapping,
        "role": draft.role,
        "rule": draft.rule,
        "fatal": draft.fatal,
        "comment": draft.comment,
        "symbol": draft.symbol,
        "source": draft.source,
        "origin": draft.origin,
        "span": draft.place,
    }
    if draft.settings is not None:
        return draft.settings.model_copy(update=update)
    return Task.model_validate(update)


def _handler(draft: TryDraft) -> Handler:
    return Handler(
        id=draft.id,
        tries=tuple(task.id for task in draft.tries),
        body=tuple(task.id for task in draft.body),
        binds=draft.binds,
        join=not draft.reraises,
        reraise=draft.reraises,
        exceptions=draft.exceptions,
        span=draft.place,
    )


def _lone_addresses(drafts: Iterable[Draft]) -> None:
    """A task that is alone at its address needs no instance number."""
    counts = Counter(draft.origin.address for draft in drafts if draft.origin is not None)
    for draft in drafts:
        if draft.origin is not None and counts[draft.origin.address] < 2:
            draft.origin = draft.origin.model_copy(update={"instance": None})


def _join(draft: Draft) -> None:
    """In a flow nothing is skipped but the sides of its own conditions and empty loops: what comes behind them still runs."""
    if draft.rule == "all_success" and any(_may_be_skipped(up, draft) for up in draft.upstream):
        draft.rule = "none_failed"


def _may_be_skipped(up: Draft | TryDraft, draft: Draft) -> bool:
    if isinstance(up, TryDraft):
        return False
    return up.is_mapped or not all(guard in draft.guards for guard in up.guards)


def _label(draft: Draft, drafts: list[Draft]) -> None:
    """The tasks directly below each side of a choice, and the edges to them."""
    if not isinstance(draft.operation, Choose):
        return
    labels: dict[str, tuple[str, ...]] = {}
    for label in ("true", "false"):
        inside = [d for d in drafts if (draft, label) in d.guards]
        direct = [d for d in inside if d.rule != "all_success" or not _waits_inside(d, inside)]
        for task in direct:
            if draft not in task.control:
                task.control.append(draft)
            task.sequence = [up for up in task.sequence if up is not draft]
        labels[label] = tuple(task.id for task in direct)
    draft.operation = draft.operation.model_copy(update={"labels": labels})


def _waits_inside(draft: Draft, inside: list[Draft]) -> bool:
    return any(up is other for up in draft.upstream for other in inside)


def reached(flow: FlowReading) -> Iterator[str]:
    """The functions that the tasks run, in the order of the tasks."""
    for draft in flow.drafts:
        function = getattr(draft.operation, "function", None)
        if isinstance(function, str):
            yield function
