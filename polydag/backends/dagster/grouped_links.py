"""Links of ops inside of a mapped group: what belongs to the same instance is linked one by one."""

from __future__ import annotations

from polydag.backends.dagster.design import Design
from polydag.backends.dagster.names import Scope
from polydag.backends.dagster.workpiece import Element, Input, Links, Source


def inside_group(
    id: str, links: Links, element: Element, design: Design, inputs: dict[str, Input]
) -> Links:
    """The links of an op of a mapped group; one that takes nothing from the group follows the element itself."""
    named = dict(links.named)
    taken = {source.task for given in inputs.values() for source in given.sources} | links.upstream
    if not any(_is_beside(id, task, element, design) for task in taken):
        named["after"] = (*named.get("after", ()), element.source)
    return _split(id, links, named, element, design, Scope([*inputs, *named]))


def _split(
    id: str,
    links: Links,
    named: dict[str, tuple[Source, ...]],
    element: Element,
    design: Design,
    scope: Scope,
) -> Links:
    found: dict[str, tuple[Source, ...]] = {}
    single: set[str] = {*links.single}
    for name, sources in named.items():
        beside = [s for s in sources if _is_beside(id, s.task, element, design)]
        rest = tuple(source for source in sources if source not in beside)
        if rest:
            found[name] = rest
        for source in beside:
            own = scope.take(f"{name}_{design.keys.get(source.task, source.output)}")
            found[own] = (source,)
            single.add(own)
    return Links(found, links.listed, links.anchor, frozenset(single))


def _is_beside(id: str, task: str, element: Element, design: Design) -> bool:
    """Whether a task, or the op that gives the elements, gives each instance its own output."""
    tasks = design.facts.tasks
    if task not in tasks:
        return task == element.source.task
    return design.facts.graph.mapped.together(tasks[id], tasks[task])
