"""Which families are written as a loop again: those whose instances differ in nothing but their bindings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from polydag.backends.airflow.flow import Flow
from polydag.backends.airflow.handles import Edges
from polydag.ir.model import Symbolic
from polydag.ir.reads import arguments_of
from polydag.ir.tasks import Family, Task
from polydag.ir.values import FamilyOutput, Items, OutputOf, Value, walk

Pairs = dict[tuple[str, str], set[int]]


@dataclass(frozen=True)
class Fold:
    """A loop: its members stand for the instances. `group` is the id of the group that each iteration opens, as an
    expression, inside the groups of `around`; `ids` are ids as expressions where the function's name does not give them."""

    family: Family
    around: tuple[str, ...]
    group: str | None
    doc: str | None
    ids: Mapping[str, Symbolic]
    inner: Edges
    chained: bool
    outer: Edges

    @property
    def members(self) -> tuple[str, ...]:
        """The ids of the members."""
        return tuple(task.id for task in self.family.members)

    @property
    def instances(self) -> frozenset[str]:
        """The ids of all tasks that the loop makes."""
        return frozenset(task.id for instance in self.family.instances for task in instance)


@dataclass
class _Links:
    """The dependencies of a family, sorted by where they lead."""

    inner: Pairs = field(default_factory=dict)
    along: Pairs = field(default_factory=dict)
    into: Pairs = field(default_factory=dict)
    out: Pairs = field(default_factory=dict)
    crossed: bool = False


def folds_of(flow: Flow, edges: Edges) -> tuple[Fold, ...]:
    """The families that can be written as loops; those that cannot are written one task after the other."""
    families = [n for n in flow.pipeline.nodes if isinstance(n, Family)]
    everywhere = {t.id for f in families for instance in f.instances for t in instance}
    found = (_fold(family, flow, edges, everywhere) for family in families)
    return tuple(fold for fold in found if fold is not None)


def _fold(family: Family, flow: Flow, edges: Edges, everywhere: set[str]) -> Fold | None:
    is_open = family.bindings is None
    if len(family.instances) < 2 or not (family.ids or is_open):
        return None
    unchanged = all(flow.by_id.get(t.id) == t for instance in family.instances for t in instance)
    taken = any(member.id in flow.by_id for member in family.members)
    if not unchanged or taken or not _reads_are_whole(family, flow):
        return None
    group = _group(family)
    links = _links(family, edges, everywhere)
    if group is None or links.crossed:
        return None
    around, opened = group
    count, members = len(family.instances), family.members
    every, chained = set(range(count)), bool(links.along)
    if any(places != every for places in links.inner.values()):
        return None
    if chained and not _is_chain(links, family, opened is not None):
        return None
    if not chained and any(p != every for pairs in (links.into, links.out) for p in pairs.values()):
        return None
    ids = (
        {}
        if opened is not None
        else {m.id: family.ids[m.id] for m in members if m.id in family.ids}
    )
    if opened is None and len(ids) < len(members) and not is_open:
        return None
    docs = {g.doc for g in flow.pipeline.groups if g.path in {i[0].group for i in family.instances}}
    doc = next(iter(docs)) if len(docs) == 1 else None
    outer = (*links.into, *links.out)
    return Fold(family, around, opened, doc, ids, tuple(links.inner), chained, outer)


def _links(family: Family, edges: Edges, everywhere: set[str]) -> _Links:
    places = {
        t.id: (i, family.members[k].id)
        for i, row in enumerate(family.instances)
        for k, t in enumerate(row)
    }
    links = _Links()
    for upstream, downstream in edges:
        above, below = places.get(upstream), places.get(downstream)
        if above is not None and below is not None:
            step = below[0] - above[0]
            kind = links.inner if step == 0 else links.along if step == 1 else None
            if kind is None:
                links.crossed = True
            else:
                kind.setdefault((above[1], below[1]), set()).add(above[0])
        elif above is not None:
            links.out.setdefault((above[1], downstream), set()).add(above[0])
            links.crossed |= downstream in everywhere
        elif below is not None:
            links.into.setdefault((upstream, below[1]), set()).add(below[0])
            links.crossed |= upstream in everywhere
    return links


def _is_chain(links: _Links, family: Family, has_group: bool) -> bool:
    """Whether each iteration as a whole follows the one before, and the rest stands before the first or after the last."""
    count, members = len(family.instances), [m.id for m in family.members]
    if not has_group and len(members) > 1:
        return False
    within = set(links.inner) | _data_inside(family)
    first = {m for m in members if not any(b == m for _, b in within)}
    last = {m for m in members if not any(a == m for a, _ in within)}
    whole = {(a, b) for a in last for b in first}
    if set(links.along) != whole or any(p != set(range(count - 1)) for p in links.along.values()):
        return False
    before = all(places == {0} for places in links.into.values())
    after = all(places == {count - 1} for places in links.out.values())
    above = {a for a, _ in links.into}
    below = {b for _, b in links.out}
    return (
        before
        and after
        and len(above) < 2
        and len(below) < 2
        and set(links.into) == {(a, b) for a in above for b in first}
        and set(links.out) == {(a, b) for a in last for b in below}
    )


def _data_inside(family: Family) -> set[tuple[str, str]]:
    ids = {member.id for member in family.members}
    return {
        (output.task, member.id)
        for member in family.members
        for value in arguments_of(member.operation).values()
        for output in walk(value)
        if isinstance(output, OutputOf) and output.task in ids
    }


def _group(family: Family) -> tuple[tuple[str, ...], str | None] | None:
    """The groups around the loop and the one that each iteration opens; None where it is neither."""
    paths = [{t.group for t in instance} for instance in family.instances]
    if any(len(path) != 1 for path in paths):
        return None
    groups = [next(iter(path)) for path in paths]
    if "{" in "".join(groups[0]):
        around, opened = groups[0][:-1], groups[0][-1]
        return None if "{" in "".join(around) else (around, f'f"{opened}"')
    if len(set(groups)) == 1:
        return groups[0], None
    if len({g[:-1] for g in groups}) != 1 or len(set(groups)) != len(groups):
        return None
    around = groups[0][:-1]
    local = family.instances[0][0].id.rpartition(".")[2]
    known = family.ids.get(family.members[0].id)
    locals_ = {tuple(t.id.rpartition(".")[2] for t in instance) for instance in family.instances}
    ending = f'.{local}"'
    if known is None or not known.text.endswith(ending) or len(locals_) != 1:
        return None
    text = known.text[: -len(ending)] + '"'
    prefix = 'f"' + "".join(f"{part}." for part in around)
    return (around, 'f"' + text.removeprefix(prefix)) if around else (around, text)


def _reads_are_whole(family: Family, flow: Flow) -> bool:
    """Whether others take the outputs of all instances together, in order, or none."""
    own = {t.id for instance in family.instances for t in instance}
    for task in flow.tasks:
        if task.id in own:
            continue
        values = [
            *arguments_of(task.operation).values(),
            *(task.mapping.over.values() if task.mapping else ()),
        ]
        for value in values:
            left = walk(folded_value(value, family))
            if any(isinstance(inner, OutputOf) and inner.task in own for inner in left):
                return False
    returned = flow.pipeline.returns
    return not (isinstance(returned, OutputOf) and returned.task in own)


def folded_value(value: Value, family: Family) -> Value:
    """The value with the list of all outputs of a member as one reference to the family."""
    for at, member in enumerate(family.members):
        whole = Items(items=tuple(OutputOf(task=instance[at].id) for instance in family.instances))
        if value == whole:
            return FamilyOutput(family=family.id, task=member.id)
    if isinstance(value, Items):
        return value.model_copy(
            update={"items": tuple(folded_value(item, family) for item in value.items)}
        )
    return value


def folded_task(task: Task, families: tuple[Family, ...]) -> Task:
    """A task outside of the loops, as it refers to them."""
    given: Mapping[str, Value] | None = getattr(task.operation, "arguments", None)
    if not given:
        return task
    changed = dict(given)
    for family in families:
        changed = {name: folded_value(value, family) for name, value in changed.items()}
    if changed == given:
        return task
    return task.model_copy(
        update={"operation": task.operation.model_copy(update={"arguments": changed})}
    )


def over_text(family: Family) -> str:
    """The targets of the `for`."""
    return ", ".join(family.variables)
