"""Lowering of the author's functions: each use of an engine is spelt as the target spells it, the rest stays word for word."""

from __future__ import annotations

from polydag.backends.bodies.lowering import LoweredFunction, lower
from polydag.backends.bodies.packing import Packing
from polydag.backends.bodies.spelling import Entry, Site, Spelled, Spelling

__all__ = ["Entry", "LoweredFunction", "Packing", "Site", "Spelled", "Spelling", "lower"]
