"""Attributes of a pipeline that have no place in Dagster code: each is told, with its value."""

from __future__ import annotations

from collections.abc import Iterator

from polydag.backends.codes import NoClock
from polydag.backends.dagster.codes import AttributeDropped, AttributeLost, LimitOutside
from polydag.backends.dagster.design import Design
from polydag.backends.dagster.policies import place_of, what_became
from polydag.backends.dagster.sheet import KEY, Sheet
from polydag.backends.ledger import View
from polydag.backends.settings import foreign, stated, unshown
from polydag.backends.unclocked import UNCLOCKED, is_unclocked, unclocked
from polydag.ir.pipeline import Pipeline
from polydag.ir.values import Constant

SHOWN_AS = "dag_display_name"
_OF_ASSETS = ("uri", "group", "kinds", "metadata", "description")
_LIMITS = ("max_active_runs", "max_active_tasks")
_DROPPED = {
    "start": "a schedule of Dagster starts when it is switched on",
    "returns": "a job gives no value; its ops' outputs are stored",
    "catchup": "the runs are about no date, so there is nothing to catch up",
}
_LOST = {
    "catchup": "start a backfill of the partitions instead",
    "end": "switch the schedule off then",
}


def shown_as(pipeline: Pipeline) -> str | None:
    """What the source's pages call the pipeline, where that is a text."""
    named = pipeline.extras.get("airflow", {}).get(SHOWN_AS)
    return named.value if isinstance(named, Constant) and isinstance(named.value, str) else None


def tell_unwritten(view: View[Pipeline], design: Design, sheet: Sheet) -> None:
    """Tell what the pipeline states and the code does not hold."""
    pipeline = design.pipeline
    place, owner = place_of(pipeline.id), pipeline.id
    # The first day of a run about a date is that of its partitions.
    for attribute in unclocked(pipeline, *(() if design.dated else UNCLOCKED)):
        sheet.tell(NoClock(attribute=attribute, **place))
    for name in _set(pipeline, tuple(_DROPPED)):
        if name in UNCLOCKED and is_unclocked(pipeline):
            continue
        if name == "returns" or not design.dated:
            attribute = stated(name, getattr(pipeline, name))
            sheet.tell(
                AttributeDropped(owner=owner, attribute=attribute, reason=_DROPPED[name], **place)
            )
    for name in _set(pipeline, _LIMITS):
        attribute = stated(name, getattr(pipeline, name))
        sheet.tell(LimitOutside(owner=owner, attribute=attribute, **place))
        sheet.manual.setdefault(f"set {attribute} of `{owner}` as a limit in dagster.yaml")
    for name in _set(pipeline, tuple(_LOST)):
        if name != "catchup" or design.dated:
            attribute = stated(name, getattr(pipeline, name))
            sheet.tell(AttributeLost(owner=owner, attribute=attribute, reason=_LOST[name], **place))
    carried = frozenset({SHOWN_AS} if shown_as(pipeline) is not None else ())
    for engine, name, value, effect in foreign(pipeline.extras, "dagster", carried):
        kind = what_became(name, effect)
        reason = effect or f"only {engine} knows it"
        sheet.tell(kind(owner=owner, attribute=stated(name, value), reason=reason, **place))
    for what, text in unshown(pipeline):
        reason = "a graph of Dagster shows none"
        attribute = stated(what, text)
        sheet.tell(AttributeDropped(owner=owner, attribute=attribute, reason=reason, **place))
    view.use("hooks")
    view.told(*_DROPPED, *_LIMITS, *_LOST, "extras")


def tell_of_assets(sheet: Sheet) -> None:
    """Tell what assets state that the module names without making them, and what only the source's engine knows of any."""
    for asset in sheet.module.assets.values():
        for name in _OF_ASSETS if asset.id not in sheet.described else ():
            value = getattr(asset, name)
            if value and value != asset.id:
                reason = "the module does not make the asset"
                attribute = stated(name, value)
                sheet.tell(
                    AttributeDropped(owner=asset.id, attribute=attribute, reason=reason, target=KEY)
                )
        for engine, name, value, effect in foreign(asset.extras, "dagster"):
            kind = AttributeDropped if effect is None else AttributeLost
            reason = effect or f"only {engine} knows it"
            sheet.tell(
                kind(owner=asset.id, attribute=stated(name, value), reason=reason, target=KEY)
            )


def _set(pipeline: Pipeline, names: tuple[str, ...]) -> Iterator[str]:
    """Those attributes that differ from their default."""
    for name in names:
        default = type(pipeline).model_fields[name].get_default(call_default_factory=True)
        if getattr(pipeline, name) != default:
            yield name
