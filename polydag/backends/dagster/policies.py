"""Policies of a task as arguments of its decorator: retries, pool, priority, tags, owner, hooks; what Dagster lacks is told."""

from __future__ import annotations

from dataclasses import dataclass, replace

from polydag.backends.dagster import tags
from polydag.backends.dagster.codes import (
    AttributeDropped,
    AttributeLost,
    CacheDropped,
    LimitOutside,
)
from polydag.backends.dagster.pods import placed
from polydag.backends.dagster.retries import Retries, is_native, policy, retries
from polydag.backends.dagster.rules.codes import LateUnnoticed
from polydag.backends.dagster.sheet import KEY, Where
from polydag.backends.dagster.workpiece import Workpiece
from polydag.backends.ledger import View
from polydag.backends.settings import LATE, carried_by, foreign, stated, unneeded
from polydag.ir.model import Symbolic
from polydag.ir.policies import Retry
from polydag.ir.tasks import Task
from polydag.rendering.strings import string


@dataclass(frozen=True)
class Policies:
    """`arguments` of the op's or asset's decorator, and a helper's `decorator` below it."""

    arguments: tuple[str, ...] = ()
    decorator: str = ""


def policies(piece: Workpiece) -> Policies:
    """Everything about a task but what it does and what it waits for."""
    view = piece.sheet.view(piece.task, f"task {piece.id}", piece.design.pipeline.id)
    task = view.use(
        "name",
        "group",
        "rule",
        "mapping",
        "retry",
        "timeout",
        "role",
        "fatal",
        "publishes",
        "consumes",
        "hooks",
        "doc",
        "comment",
    )
    made = _retries(task, piece)
    arguments = [
        _description(task, piece),
        made.policy,
        _pool(view, piece),
        _tags(view, piece),
        _owner(view, piece),
    ]
    _told(view, piece)
    return Policies(tuple(a for a in arguments if a), made.decorator)


def _description(task: Task, piece: Workpiece) -> str:
    """What the task says of itself, unless its function's docstring does, which Dagster takes by itself."""
    function = piece.design.facts.function(task)
    if task.doc is None or (function is not None and function.doc == task.doc):
        return ""
    assets = piece.sheet.module.assets
    if any(assets[id].description for id in task.publishes if id in assets):
        _drop(piece, stated("doc", task.doc), "the asset has a description of its own")
        return ""
    return f"description={string(task.doc)}"


def _retries(task: Task, piece: Workpiece) -> Retries:
    shared = shared_retry(piece)
    if shared is not None and task.retry == shared:
        return Retries()
    if shared is not None and task.retry.count == 0:
        return Retries(policy=f"retry_policy={piece.sheet.dagster('RetryPolicy')}(max_retries=0)")
    made = retries(task.retry, piece)
    if not made.policy:
        return made
    name = constant_retry(task.retry, piece)
    return Retries(policy=f"retry_policy={name or made.policy}")


def shared_retry(piece: Workpiece) -> Retry | None:
    """The retries that stand on the job: those of most of its ops, where Dagster's policy can say them."""
    design, known = piece.design, piece.sheet.shared_retries
    if design.assets or design.tiers.tracked:
        return None
    if design.pipeline.id not in known:
        known[design.pipeline.id] = _common(
            [t.retry for id, t in design.facts.tasks.items() if id not in design.tiers.hooks],
            design.pipeline.defaults.retry,
        )
    return known[design.pipeline.id]


def _common(found: list[Retry], default: Retry | None) -> Retry | None:
    """Retries that at least two tasks share, and at least half of all."""
    candidates = [default] if default is not None else found
    # Many tasks have few retries: each is counted once.
    distinct: list[Retry] = []
    for retry in candidates:
        if retry in distinct:
            continue
        distinct.append(retry)
        count = found.count(retry)
        if is_native(retry) and count > 1 and 2 * count >= len(found):
            return retry
    return None


def constant_retry(retry: Retry, piece: Workpiece) -> str | None:
    """The module's name for retries that several assets (or tracked ops) share."""
    tasks = [t for t in piece.design.facts.tasks.values() if t.retry == retry]
    if len(tasks) < 2 or not (piece.design.assets or piece.tracked):
        return None
    text = policy(retry, piece.sheet)
    known = piece.sheet.constants.get(text)
    if known is None:
        known = piece.sheet.names.take("RETRIES")
        piece.sheet.constants[text] = known
    return known


def _pool(view: View[Task], piece: Workpiece) -> str:
    task = view.use("pool", "pool_slots")
    if task.pool_slots != 1:
        _drop(piece, stated("pool_slots", task.pool_slots), "an op takes one slot of its pool")
    if task.pool is None:
        return ""
    piece.sheet.tell(
        LimitOutside(attribute=stated("pool", task.pool), owner=piece.id, **piece.place)
    )
    return f"pool={_text(task.pool, piece)}"


def _text(value: str | Symbolic, piece: Workpiece) -> str:
    return piece.sheet.value(value)


def _tags(view: View[Task], piece: Workpiece) -> str:
    task = view.use("tags", "priority")
    entries = {
        **tags.labels(task.tags, piece.sheet),
        **tags.priority(task),
        **tags.own(task.extras, piece.sheet),
        **{key: tag for found in placed(task, piece.sheet).values() for key, tag in found.items()},
    }
    if task.name not in (None, task.id, piece.id, task.id.rpartition(".")[2]):
        # What is shown is the key, and beside it what the op is tagged with.
        entries['"display_name"'] = _text(task.name, piece)
    if not entries:
        return ""
    return f"{'op_tags' if piece.design.assets else 'tags'}={tags.tags(entries)}"


def _owner(view: View[Task], piece: Workpiece) -> str:
    owner = view.use("owner").owner
    if owner is None or owner == piece.design.pipeline.defaults.owner:
        return ""
    if piece.design.assets and isinstance(owner, str):
        return f"owners=[{piece.sheet.value(owner if '@' in owner else f'team:{owner}')}]"
    _drop(piece, stated("owner", owner), "an op has no owner, only its job")
    return ""


def _told(view: View[Task], piece: Workpiece) -> None:
    """What has no place in Dagster."""
    task = view.peek
    _tell_inlets(task, piece)
    own = piece.sheet.module.engine == "dagster"
    if task.publishes and not piece.design.assets and own:
        attribute = stated("publishes", task.publishes)
        reason = "an op makes no asset: what waits for it does not start"
        piece.sheet.tell(
            AttributeLost(attribute=attribute, owner=piece.id, reason=reason, **piece.place)
        )
    if task.cache is not None:
        piece.sheet.tell(CacheDropped(cache=stated("cache", task.cache), **piece.place))
    if task.past != "none":
        reason = "a run does not wait for the one before it"
        piece.sheet.tell(
            AttributeLost(
                attribute=stated("depends_on_past", task.past),
                owner=piece.id,
                reason=reason,
                **piece.place,
            )
        )
    if task.mapping is not None and task.mapping.limit not in (None, 1):
        piece.sheet.tell(
            LimitOutside(
                attribute=stated("limit", task.mapping.limit), owner=piece.id, **piece.place
            )
        )
    for note in unneeded(task):
        piece.sheet.tell(replace(note, **piece.place))
    carried = carried_by(task, piece.sheet.module.functions) | placed(task, piece.sheet).keys()
    for engine, name, value, effect in foreign(task.extras, "dagster", carried):
        kind = what_became(name, effect)
        reason = effect or f"only {engine} knows it"
        piece.sheet.tell(
            kind(attribute=stated(name, value), owner=piece.id, reason=reason, **piece.place)
        )
    view.told("cache", "past", "extras")


def _tell_inlets(task: Task, piece: Workpiece) -> None:
    """Assets that a task reads: an asset depends on them, but for those that its module makes."""
    made = piece.design.facts.makers
    unread = [a for a in task.consumes if made[a] or not piece.design.assets]
    if unread:
        why = "the order of the tasks says it" if piece.design.assets else "an op reads no assets"
        _drop(piece, stated("inlets", tuple(unread)), why)


def _drop(piece: Workpiece, attribute: str, reason: str) -> None:
    piece.sheet.tell(
        AttributeDropped(attribute=attribute, owner=piece.id, reason=reason, **piece.place)
    )


def what_became(
    name: str, effect: str | None
) -> type[AttributeDropped] | type[AttributeLost] | type[LateUnnoticed]:
    """What is told of an attribute that only another engine has, which has such an effect there."""
    if name in LATE:
        return LateUnnoticed
    return AttributeDropped if effect is None else AttributeLost


def place_of(pipeline: str, task: str | None = None) -> Where:
    """Where a diagnostic about a pipeline, or a task of it, belongs."""
    place: Where = {"pipeline": pipeline, "target": KEY}
    return place if task is None else {**place, "task": task}
