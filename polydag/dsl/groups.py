"""`with group(...)`: tasks that belong together, once or for each element of a collection."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from polydag.dsl.building import DslError, current
from polydag.dsl.places import place_of
from polydag.dsl.values import Given, to_value
from polydag.ir.tasks import Group
from polydag.ir.tasks import Mapping as Mapped
from polydag.ir.values import VariableOf


class Element:
    """What one instance of a mapped group is given, by the names of the collections."""

    def __init__(self, group: str, names: tuple[str, ...]) -> None:
        self._group = group
        self._names = names

    def __getitem__(self, name: str) -> Given:
        """The element of a collection.

        Raises:
            DslError: the group is not mapped over one of that name.
        """
        if name not in self._names:
            known = ", ".join(f"`{name}`" for name in self._names) or "nothing"
            raise DslError(f"`{self._group}` is mapped over {known}, not over `{name}`")
        return Given(VariableOf(name=name))


@contextmanager
def group(
    name: str, doc: str | None = None, *, each: Mapping[str, object] | None = None
) -> Iterator[Element]:
    """Tasks that belong together: their ids begin with the group's name.

    With `each` every element goes through the whole group by itself (`with group("file", each={"path": paths()}) as one:`, where
    `one["path"]` is the element); with several collections every combination does. Who takes an output of the group outside
    of it is given the list over all instances.

    Raises:
        DslError: a mapped group stands in another one, or `each` names no collection.
    """
    building = current()
    pipeline = building.pipeline
    if each is not None and pipeline.maps(tuple(building.groups)):
        raise DslError(f"`{name}` is mapped inside of a mapped group: map one of them")
    if each is not None and not each:
        raise DslError(f"`{name}` is mapped over nothing")
    over = {key: to_value(thing) for key, thing in each.items()} if each is not None else {}
    building.groups.append(name)
    mapping = Mapped(over=over) if over else None
    path = tuple(building.groups)
    pipeline.open_group(Group(path=path, doc=doc, mapping=mapping, span=place_of(building)))
    try:
        yield Element(name, tuple(over))
    finally:
        building.groups.pop()
