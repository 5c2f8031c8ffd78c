"""Triggers of a deployment: runs that assets start."""

from __future__ import annotations

from collections.abc import Mapping

from polydag.backends.prefect.assets import asset_key
from polydag.ir.pipeline import Module
from polydag.ir.policies import AssetCondition, Schedule
from polydag.rendering.imports import Import
from polydag.rendering.pyvalues import Expression, call, expression

_EVENT = "prefect.asset.materialization.succeeded"
_RESOURCE = "prefect.resource.id"


def trigger(schedule: Schedule, module: Module) -> Expression:
    """What starts a run of a deployment when assets have been made."""
    # A deployment that is paused is started by its triggers all the same.
    more = {"enabled": expression(False)} if schedule.paused else {}
    return _trigger(schedule.of_assets, module, "Deployment", more)


def _trigger(
    condition: AssetCondition, module: Module, prefix: str, more: Mapping[str, Expression]
) -> Expression:
    keys = [_key(id, module) for id in condition.assets]
    if not condition.nested and (len(keys) == 1 or condition.condition == "any"):
        return _event(keys, prefix, more)
    parts = [_event([key], "", {}) for key in keys]
    parts += [_trigger(one, module, "", {}) for one in condition.nested]
    made = call(
        f"{prefix}CompoundTrigger",
        require=expression(condition.condition),
        triggers=expression(parts),
        **more,
    )
    return _imported(made, f"{prefix}CompoundTrigger")


def _key(id: str, module: Module) -> Expression:
    known = module.assets.get(id)
    return expression(id) if known is None else asset_key(known, module)


def _event(keys: list[Expression], prefix: str, more: Mapping[str, Expression]) -> Expression:
    """An event about one of these assets."""
    resource = keys[0] if len(keys) == 1 else expression(keys)
    made = call(
        f"{prefix}EventTrigger",
        expect=expression({_EVENT}),
        match=expression({_RESOURCE: resource}),
        **more,
    )
    return _imported(made, f"{prefix}EventTrigger")


def _imported(made: Expression, name: str) -> Expression:
    return Expression(made.text, (*made.imports, Import("prefect.events", name)), made.names)
