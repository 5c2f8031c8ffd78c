"""`super()`: where a class of the project reaches its bases, those that are not of the project too."""

from __future__ import annotations

from dataclasses import dataclass

from polydag.syntax.data import ClassData, Datum, External, InstanceData


@dataclass(eq=False)
class SuperData(Datum):
    """`super()` inside a method: members are looked up behind `after`."""

    receiver: Datum
    after: ClassData


@dataclass(eq=False)
class OutsideMethod(Datum):
    """`super().name` that leads out of the project: a member of `base`, for the receiver."""

    receiver: InstanceData
    base: External
    name: str
