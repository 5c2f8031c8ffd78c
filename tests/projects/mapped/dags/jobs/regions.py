"""Regions, and what is done for each."""


def active_regions() -> list[str]:
    """The regions that are open."""
    return ["north", "south", "west"]


def price_of(region: str, base: int) -> int:
    """The price in a region."""
    return base + len(region)
