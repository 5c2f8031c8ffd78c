"""Assets that tasks publish and read."""

from __future__ import annotations

from polydag.frontends.airflow.handles import AssetHandle
from polydag.frontends.airflow.reading import Reading
from polydag.ir.pipeline import Asset
from polydag.syntax.data import Datum, ListData, TupleData


def asset_ids(reading: Reading, datum: Datum | None) -> tuple[str, ...]:
    """The ids of the assets in a list, which become assets of the module."""
    items = datum.items if isinstance(datum, ListData | TupleData) else [datum]
    found: list[str] = []
    for item in items:
        if isinstance(item, AssetHandle):
            found += [add_asset(reading, member) for member in item.members]
    return tuple(found)


def add_asset(reading: Reading, handle: AssetHandle) -> str:
    """The id of an asset."""
    id = handle.name
    key = tuple(part for part in id.partition("://")[2].split("/") if part) or (id,)
    asset = Asset(id=id, key=key if "://" in id else (id,), uri=handle.uri)
    reading.assets.setdefault(id, asset)
    return id
