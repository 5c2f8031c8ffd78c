"""Lengths and process ids between the process that forks and its parent: numbers of so many bytes; standard library only."""

from __future__ import annotations

WIDTH = 8


def written(number: int) -> bytes:
    """The number as it is sent."""
    return number.to_bytes(WIDTH, "big")


def read(data: bytes) -> int:
    """The number that was sent."""
    return int.from_bytes(data, "big")
