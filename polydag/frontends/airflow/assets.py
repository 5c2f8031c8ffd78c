"""Assets that tasks publish and read."""

from __future__ import annotations

from polydag.frontends.airflow.handles import AssetHandle, joined
from polydag.frontends.airflow.reading import Reading
from polydag.frontends.airflow.structure.codes import AssetAtTwoPlaces
from polydag.ir.pipeline import Asset
from polydag.ir.policies import AssetCondition, Schedule
from polydag.ir.values import Constant, Entries
from polydag.syntax.convert import to_value
from polydag.syntax.data import Datum, Known, ListData, TupleData


def asset_ids(reading: Reading, datum: Datum | None) -> tuple[str, ...]:
    """The ids of the assets in a list, which become assets of the module."""
    found: list[str] = []
    for item in _items(datum):
        if isinstance(item, AssetHandle):
            found += [add_asset(reading, asset) for asset in item.assets]
    return tuple(found)


def not_assets(datum: Datum | None) -> list[Datum]:
    """What stands among assets and is none that is known."""
    return [item for item in _items(datum) if not isinstance(item, AssetHandle)]


def asset_schedule(reading: Reading, datum: Datum) -> Schedule | None:
    """A schedule by assets: one, all of a list, or a condition over them; None where something among them is not known."""
    handles = _items(datum)
    known = [item for item in handles if isinstance(item, AssetHandle)]
    if not known or len(known) < len(handles):
        return None
    whole = _condition(reading, joined("all", known))
    return Schedule(
        kind="assets", assets=whole.assets, condition=whole.condition, nested=whole.nested
    )


def _condition(reading: Reading, handle: AssetHandle) -> AssetCondition:
    plain = tuple(add_asset(reading, one) for one in handle.members if not one.is_condition)
    nested = tuple(_condition(reading, one) for one in handle.members if one.is_condition)
    return AssetCondition(
        condition="any" if handle.condition == "any" else "all", assets=plain, nested=nested
    )


def _items(datum: Datum | None) -> list[Datum]:
    if datum is None or (isinstance(datum, Known) and datum.value is None):
        return []
    return list(datum.items) if isinstance(datum, ListData | TupleData) else [datum]


def add_asset(reading: Reading, handle: AssetHandle) -> str:
    """The id of an asset."""
    id = handle.id
    path = id.partition("://")[2] or id
    key = tuple(part for part in path.split("/") if part) or (id,)
    asset = Asset.model_validate({"id": id, "key": key, "uri": handle.uri, **_details(handle)})
    known = reading.assets.setdefault(id, asset)
    if known.uri is not None and asset.uri is not None and known.uri != asset.uri:
        first, second = (
            one if isinstance(one, str) else one.text for one in (known.uri, asset.uri)
        )
        reading.tell(AssetAtTwoPlaces(asset=id, first=first, second=second))
    if known != asset:
        # A mention that says less than another one means the same asset.
        reading.assets[id] = known.model_copy(
            update={
                name: getattr(asset, name) for name in asset.model_fields_set if _says(asset, name)
            }
        )
    return id


def _says(asset: Asset, name: str) -> bool:
    return getattr(asset, name) not in (None, (), {})


def _details(handle: AssetHandle) -> dict[str, object]:
    """What an asset is made with: its group, and its extras as metadata; the rest only Airflow knows."""
    stated = {name: to_value(datum) for name, datum in handle.details.items()}
    found: dict[str, object] = {}
    group, extra = stated.get("group"), stated.get("extra")
    if isinstance(group, Constant) and isinstance(group.value, str):
        found["group"] = group.value
        del stated["group"]
    if isinstance(extra, Entries):
        found["metadata"] = dict(extra.entries)
        del stated["extra"]
    return found | ({"extras": {"airflow": stated}} if stated else {})
