"""How an op asks its instance what was noted whenever an asset was made."""

from __future__ import annotations

from collections.abc import Callable

from polydag.backends.bodies.spelling import Site, Spelled
from polydag.backends.dagster.rules.codes import AssetEventsAsked
from polydag.backends.dagster.triggers import key_of
from polydag.backends.dagster.workpiece import Workpiece

EVENTS = "asset_events"


def spells_events(piece: Workpiece) -> Callable[[Site], Spelled]:
    """The events of an asset, the oldest first."""

    def spelled(site: Site) -> Spelled:
        piece.sheet.tell(AssetEventsAsked(asset=site.key, **piece.place))
        text = f"{EVENTS}(context, {key_of(site.key, piece.sheet)})"
        return Spelled(text=text, needs=frozenset({"context", EVENTS}))

    return spelled
