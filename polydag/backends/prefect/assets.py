"""Data products as Prefect assets, whose keys are URIs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from polydag.backends.prefect.names import Names, identifier
from polydag.ir.model import Symbolic
from polydag.ir.pipeline import Asset, Module
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
