"""Inputs without a value: what an op waits for, which label starts it, and how skips reach it."""

from __future__ import annotations

from polydag.backends.dagster.design import Design
from polydag.backends.dagster.handlers import DONE, ERROR
from polydag.backends.dagster.made import Made
from polydag.backends.dagster.mapping import FanOut
from polydag.backends.dagster.names import Scope, dagster_name
from polydag.backends.dagster.rules.decisions import OPEN
from polydag.backends.dagster.workpiece import Input, Links, Source

ANCHOR = Source("", "always")


def links(
    id: str,
    design: Design,
    made: dict[str, Made],
    inputs: dict[str, Input],
    fans: dict[str, FanOut],
) -> Links:
    """What a native op waits for besides its data."""
    facts = design.facts
    taken = {source.task for given in inputs.values() for source in given.sources}
    taken |= {source.task for source in fans[id].sources} if id in fans else set()
    starting = started_by(id, design)
    gates = opened_by(id, design)
    joins = facts.rule(id) != "all_success"
    above = [u for u in facts.graph.upstream[id] if u not in design.tiers.hooks]
    found: dict[str, tuple[Source, ...]] = {}
    scope = Scope(inputs)
    for chooser, label in () if joins else starting.items():
        found[scope.take("chosen", f"chosen_by_{design.keys[chooser]}")] = (Source(chooser, label),)
    for gate in gates:
        found[scope.take("passed", f"passed_{design.keys[gate]}")] = (Source(gate, OPEN),)
    caught, anchored = _caught(id, design, made, inputs, scope)
    found |= caught
    handled = {
        *facts.catching(id),
        *(e for es in facts.after_catching(id).items() for e in (es[0], *es[1])),
    }
    needed = [Source(up, dagster_name(output)) for up, output in facts.needed(id)]
    for source in () if joins else needed:
        found[scope.take("after", f"after_{source.output}")] = (source,)
    others = {source.task for source in needed}
    settled = handled.union(gates, starting, others, taken if not joins else facts.present(id))
    waiting = [u for u in above if u not in settled]
    waiting = [u for u in waiting if u not in facts.starts or not _below_others(u, waiting, design)]
    mapped = [u for u in waiting if facts.gathers(facts.tasks[id], u)]
    for upstream in mapped:
        if upstream not in taken:
            name = "after" if len(waiting) == 1 else f"after_{design.keys[upstream]}"
            found[scope.take(name)] = (_first(upstream, made),)
    found |= _some(id, above, design, fans, scope)
    sources = [_first(u, made) for u in waiting if u not in mapped]
    if joins:
        chosen = [Source(chooser, label) for chooser, label in starting.items()]
        return _join(id, design, found, [*sources, *needed, *chosen], scope, anchored)
    return Links(found | _plain(sources, design, scope), anchor=anchored)


def _caught(
    id: str,
    design: Design,
    made: dict[str, Made],
    inputs: dict[str, Input],
    scope: Scope,
) -> tuple[dict[str, tuple[Source, ...]], bool]:
    """How the task hangs on failures that are outputs, and whether it runs although what was tried was skipped."""
    facts = design.facts
    found: dict[str, tuple[Source, ...]] = {}
    anchored = False
    given = {source for taken in inputs.values() for source in taken.sources}
    for tried in facts.catching(id):
        if Source(tried, ERROR) not in given:
            found[scope.take("caught")] = (Source(tried, ERROR),)
    for tried, last in facts.after_catching(id).items():
        handled = [_first(end, made) for end in last] or [Source(tried, ERROR)]
        skipping = tried in facts.may_skip and facts.rule(id) == "none_failed"
        anchored = anchored or skipping
        found[scope.take("handled")] = (
            Source(tried, DONE),
            *handled,
            *([ANCHOR] if skipping else []),
        )
    return found, anchored


def _some(
    id: str, above: list[str], design: Design, fans: dict[str, FanOut], scope: Scope
) -> dict[str, tuple[Source, ...]]:
    """Links that skip the task where a collection above is empty."""
    return {
        scope.take("some", f"some_{design.keys[up]}"): (Source(fans[up].key, fans[up].second),)
        for up in above
        if up in fans
        and fans[up].second
        and design.facts.gathers(design.facts.tasks[id], up)
        and _guarded(id, above, design)
    }


def _guarded(id: str, above: list[str], design: Design) -> bool:
    """Whether an empty collection skips the task: Dagster would hand it an empty list."""
    rule = design.facts.rule(id)
    return rule == "all_success" or (rule == "none_failed_min_one_success" and len(above) == 1)


def _below_others(chooser: str, waiting: list[str], design: Design) -> bool:
    """Whether another upstream lies below the choice, so that its skip reaches the task anyway."""
    return any(chooser in design.facts.graph.ancestors(other) for other in waiting)


def _plain(sources: list[Source], design: Design, scope: Scope) -> dict[str, tuple[Source, ...]]:
    """All must have succeeded: a list only of those that are never skipped, as a list is content with one."""
    skipping = [s for s in sources if s.task in design.facts.may_skip]
    always = [s for s in sources if s not in skipping]
    found = {}
    if len(sources) == 1:
        return {scope.take("after"): (sources[0],)}
    if always:
        found[scope.take("after")] = tuple(always)
    for source in skipping:
        found[scope.take(f"after_{design.keys[source.task]}")] = (source,)
    return found


def _join(
    id: str,
    design: Design,
    found: dict[str, tuple[Source, ...]],
    sources: list[Source],
    scope: Scope,
    anchor: bool,
) -> Links:
    """A list runs as soon as one of its sources succeeded and none failed."""
    if not sources:
        return Links(found, listed=True, anchor=anchor)
    facts = design.facts
    if facts.rule(id) == "none_failed" and all(
        s.task in facts.may_skip or s.task in facts.starts for s in sources
    ):
        sources, anchor = [*sources, ANCHOR], True
    return Links(found | {scope.take("after"): tuple(sources)}, listed=True, anchor=anchor)


def started_by(id: str, design: Design) -> dict[str, str]:
    """Choices directly above, with the output that starts the task."""
    found: dict[str, str] = {}
    for chooser, labels in design.facts.starts.items():
        for label, ids in labels.items():
            if id in ids:
                found.setdefault(chooser, dagster_name(label))
    return found


def opened_by(id: str, design: Design) -> list[str]:
    """Gates that skip the task: those directly above, and those further above where a skip would not come through by itself."""
    facts = design.facts
    found = []
    for gate, below in facts.gated.items():
        direct = gate in facts.graph.upstream[id]
        if id in below and (direct or not _passes(id, gate, below, design)):
            found.append(gate)
    return found


def _passes(id: str, gate: str, below: tuple[str, ...], design: Design) -> bool:
    """Whether what a gate further above skips is skipped here too: not where a tracked op sees a failure beside the skip."""
    facts = design.facts
    aside = [up for up in facts.graph.upstream[id] if up != gate and up not in below]
    return facts.rule(id) == "all_success" and not (id in design.tiers.tracked and aside)


def _first(id: str, made: dict[str, Made]) -> Source:
    """The output that says that a task is done: one that is always given where there is one."""
    outputs = made[id].outputs
    certain = [output for output in outputs if not output.optional]
    return Source(id, (certain or list(outputs))[0].name)
