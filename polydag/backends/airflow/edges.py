"""Dependencies as lines of `>>`: one chain a line, so that none is lost."""

from __future__ import annotations

from collections.abc import Mapping

Side = tuple[str, ...]
Edges = tuple[tuple[str, str], ...]


def chains(
    edges: Edges, order: Mapping[str, int], many: frozenset[str] = frozenset()
) -> list[list[Side]]:
    """Chains of sides that state each dependency once; two lists never stand side by side. `many` are names that stand for
    lists: they stand alone on a side."""
    links = _links(edges, order, many)
    made: list[list[Side]] = []
    for left, right in links:
        open_chain = next((c for c in made if c[-1] == left and not _both(left, right, many)), None)
        if open_chain is not None:
            open_chain.append(right)
        else:
            made.append([left, right])
    return made


def _both(left: Side, right: Side, many: frozenset[str]) -> bool:
    """Whether lists would stand side by side."""
    return all(len(side) > 1 or side[0] in many for side in (left, right))


def _links(edges: Edges, order: Mapping[str, int], many: frozenset[str]) -> list[tuple[Side, Side]]:
    """Pairs of sides: tasks with the same upstreams together behind one upstream, the others one by one."""
    above: dict[str, list[str]] = {}
    links: list[tuple[Side, Side]] = []
    for upstream, downstream in edges:
        if upstream in many or downstream in many:
            links.append(((upstream,), (downstream,)))
        else:
            above.setdefault(downstream, []).append(upstream)
    groups: dict[Side, list[str]] = {}
    for downstream, upstreams in above.items():
        groups.setdefault(tuple(sorted(set(upstreams), key=order.__getitem__)), []).append(
            downstream
        )
    for left, rights in groups.items():
        rights.sort(key=order.__getitem__)
        if len(left) == 1:
            links.append((left, tuple(rights)))
        else:
            links += [(left, (right,)) for right in rights]
    return sorted(links, key=lambda link: (max(order[id] for id in link[0]), order[link[1][0]]))


def line(chain: list[Side], names: Mapping[str, str]) -> str:
    """A chain as code."""
    return " >> ".join(_side(side, names) for side in chain)


def _side(side: Side, names: Mapping[str, str]) -> str:
    if len(side) == 1:
        return names[side[0]]
    return f"[{', '.join(names[id] for id in side)}]"
