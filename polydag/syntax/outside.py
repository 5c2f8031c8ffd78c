"""What a class of the project takes from a base that is not of the project."""

from __future__ import annotations

from dataclasses import dataclass

from polydag.syntax.data import Datum, External, InstanceData


@dataclass(eq=False)
class OutsideMethod(Datum):
    """`super().name` that leads out of the project: a member of `base`, for the receiver."""

    receiver: InstanceData
    base: External
    name: str
