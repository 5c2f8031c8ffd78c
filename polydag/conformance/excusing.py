"""Holds judgements against the stated deviations, strictly in both directions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from polydag.conformance.deviations import Deviation
from polydag.conformance.findings import Finding
from polydag.conformance.judging import CONVERSION, Judgement, Outcome
from polydag.conformance.planning import Plan

DEVIATION = "deviation"
Deviations = Mapping[str, Sequence[Deviation]]


def excused(plan: Plan, judgements: Iterable[Judgement], known: Deviations) -> list[Judgement]:
    """The judgements of a case with their deviations, then one for every deviation that does not hold."""
    settled = [_settled(one, _about(one, known)) for one in judgements]
    return [*settled, *_unfounded(plan, settled, known)]


def _about(judgement: Judgement, known: Deviations) -> list[Deviation]:
    stated = known.get(judgement.engine, ())
    return [
        one for one in stated if one.case == judgement.case and one.is_of(native=judgement.native)
    ]


def _settled(judgement: Judgement, deviations: list[Deviation]) -> Judgement:
    """Passed where deviations cover all that was found."""
    used: dict[Deviation, None] = {}
    left: list[Finding] = []
    for finding in judgement.findings:
        covering = [one for one in deviations if one.covers(judgement.scenario, finding)]
        used |= dict.fromkeys(covering)
        if not covering:
            left.append(finding)
    if not used:
        return judgement
    outcome = judgement.outcome if left else Outcome.DEVIATES
    covered = tuple(one for one in judgement.findings if one not in left)
    return replace(
        judgement, outcome=outcome, findings=tuple(left), excused=covered, deviations=tuple(used)
    )


def _unfounded(plan: Plan, settled: list[Judgement], known: Deviations) -> Iterator[Judgement]:
    """A failure for every deviation of the case that does not show up as stated, or that users are not told of."""
    case = plan.prepared.case.id
    places = {(j.column, j.engine, j.native) for j in settled if j.engine in known}
    for column, engine, native in sorted(places):
        mine = [j for j in settled if j.column == column]
        for deviation in _about(mine[0], known):
            reasons = [*_healed(plan, deviation, mine), *_untold(plan, deviation, engine)]
            if reasons:
                findings = tuple(Finding(None, "state", reason) for reason in reasons)
                yield Judgement(case, DEVIATION, column, engine, native, Outcome.FAILED, findings)


def _healed(plan: Plan, deviation: Deviation, judgements: list[Judgement]) -> Iterator[str]:
    """Scenarios and tasks that behave as expected now; nothing can be said where there was no run."""
    if any(j.outcome in (Outcome.NOT_RUN, Outcome.BROKEN) for j in judgements):
        return
    known = [*(row.scenario.name for row in plan.rows), CONVERSION]
    shown = {
        j.scenario: {f.task for f in j.excused if deviation.covers(j.scenario, f)}
        for j in judgements
        if deviation in j.deviations
    }
    what = f"the {deviation.kind} deviation “{deviation.reason}”"
    for name in deviation.scenarios:
        if name in known and name not in shown:
            yield f"{name}: behaves as expected now: remove {what}"
        elif name not in known and plan.whole:
            yield f"{what} names the scenario `{name}`, which the case is not run under"
    if plan.whole and not deviation.scenarios and not shown:
        yield f"behaves as expected now: remove {what}"
    elif plan.whole and shown:
        for task in set(deviation.tasks) - {task for tasks in shown.values() for task in tasks}:
            yield f"{task}: behaves as expected now: remove it from {what}"


def _untold(plan: Plan, deviation: Deviation, engine: str) -> Iterator[str]:
    if deviation.code and deviation.code not in plan.prepared.told.get(engine, ()):
        yield f"{deviation.code} of “{deviation.reason}” is not told by the conversion"
