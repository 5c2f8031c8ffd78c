"""Data products as Prefect assets, whose keys are URIs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from polydag.backends.prefect.names import Names, identifier
from polydag.ir.model import Symbolic
from polydag.ir.pipeline import Asset, Module
from polydag.ir.tasks import Task
from polydag.rendering.imports import Import
from polydag.rendering.pyvalues import Expression, call, expression

_URI = re.compile(r"^[a-z][a-z0-9+.-]*://\S+$", re.IGNORECASE)


@dataclass(frozen=True)
class AssetConstant:
    """`ORDERS = Asset(key="dagster://crm/orders")`."""

    name: str
    text: str
    imports: tuple[Import, ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Assets:
    """By id, the constants of the assets that a task makes, and the keys of all assets of the module, as code."""

    made: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)


NO_ASSETS = Assets()


def spoken_of(
    tasks: Sequence[Task], constants: Mapping[str, AssetConstant], module: Module
) -> Assets:
    """What the body of these tasks may speak of; a constant stands only for what all of them make."""
    common = set.intersection(*({*task.publishes} for task in tasks)) if tasks else set()
    made = {id: one.name for id, one in constants.items() if id in common}
    keys = {id: asset_key(one, module).text for id, one in module.assets.items()}
    return Assets(made, keys)


def asset_constants(module: Module, names: Names, used: frozenset[str]) -> dict[str, AssetConstant]:
    """A constant for every asset that a task makes or reads."""
    found = {}
    for id, asset in module.assets.items():
        if id not in used:
            continue
        name = names.free(asset.symbol or identifier(id).upper(), f"{identifier(id).upper()}_ASSET")
        key = asset_key(asset, module)
        extra = {}
        imports = [Import("prefect.assets", "Asset")]
        if asset.description:
            properties = call("AssetProperties", description=expression(asset.description))
            extra["properties"] = properties
            imports.append(Import("prefect.assets", "AssetProperties"))
        made = call("Asset", key=key, **extra)
        found[id] = AssetConstant(name, f"{name} = {made.text}", tuple(imports), made.names)
    return found


def asset_key(asset: Asset, module: Module) -> Expression:
    """The URI by which Prefect knows an asset."""
    if isinstance(asset.uri, Symbolic):
        return expression(asset.uri)
    if asset.uri is not None and _URI.match(asset.uri):
        return expression(asset.uri)
    return expression(
        f"{module.engine}://{'/'.join(_safe(part) for part in asset.key or (asset.id,))}"
    )


def _safe(part: str) -> str:
    return re.sub(r"[\s\"'<>\\^`{|}]", "_", part)
