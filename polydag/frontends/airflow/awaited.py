"""What an ExternalTaskSensor waits for, and the function that looks whether it has come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from polydag.frontends.airflow.callables import identifier
from polydag.frontends.airflow.clock import known_of
from polydag.frontends.airflow.drafts import PipelineDraft
from polydag.frontends.airflow.given import Given
from polydag.frontends.airflow.templates import is_template
from polydag.ir.functions import Function, Use
from polydag.ir.model import Place
from polydag.rendering.strings import string
from polydag.syntax.data import Datum, Known, ListData, SetData, TupleData, datum_of

STATES = ("allowed_states", "skipped_states", "failed_states")
NAMES = ("external_dag_id", "external_task_id", "external_task_ids", "execution_delta")
GROUP = "external_task_group_id"
# Which date this means, only a run can work out.
WORKED_OUT = ("execution_date_fn",)
_LOOK = "states_of_other()"


@dataclass(frozen=True, kw_only=True)
class Awaited:
    """The tasks of a pipeline (or its whole run) and the states in which they let the sensor end, skip it, and fail it.

    The run meant is the one `earlier` by so much than the sensor's own.
    """

    pipeline: str
    tasks: tuple[str, ...]
    earlier: timedelta
    allowed: tuple[str, ...]
    skipping: tuple[str, ...]
    failing: tuple[str, ...]


def awaited(given: Given, pipelines: Iterable[PipelineDraft]) -> Awaited | None:
    """What the arguments say, none of which is taken; None where reading does not tell.

    Which tasks a group has is known of the `pipelines` that stand above it.
    """
    if any(not _is_none(given.peek(name)) for name in WORKED_OUT):
        return None
    pipeline, one, many = (_texts(given.peek(name)) for name in NAMES[:3])
    states = [_texts(given.peek(name)) for name in STATES]
    delta = given.peek("execution_delta")
    earlier = timedelta(0) if _is_none(delta) else known_of(delta)
    if not pipeline or one is None or many is None or not isinstance(earlier, timedelta):
        return None
    grouped = () if _is_none(given.peek(GROUP)) else _members(given, pipeline[0], pipelines)
    if grouped is None:
        return None
    allowed, skipping, failing = states
    if allowed is None or skipping is None or failing is None:
        return None
    return Awaited(
        pipeline=pipeline[0],
        tasks=(*one, *many, *grouped),
        earlier=earlier,
        allowed=allowed or ("success",),
        skipping=skipping,
        failing=failing,
    )


def _members(
    given: Given, pipeline: str, pipelines: Iterable[PipelineDraft]
) -> tuple[str, ...] | None:
    """The tasks of a group of another pipeline; None where they are not known."""
    group = _texts(given.peek(GROUP))
    if not group:
        return None
    tasks = [task for draft in pipelines if draft.id == pipeline for task in draft.tasks]
    found = tuple(t.id for t in tasks if f"{'.'.join(t.group)}.".startswith(f"{group[0]}."))
    return found or None


def looking(awaited: Awaited, soft: bool, span: Place) -> Function:
    """The function that looks; `soft` skips what would fail."""
    named = "_".join(map(identifier, (awaited.pipeline, *awaited.tasks[:1])))
    tasks = " and ".join(f"`{task}`" for task in awaited.tasks)
    whole = f"{tasks} of `{awaited.pipeline}`" if tasks else f"`{awaited.pipeline}`"
    rows = [f"def {named}_has_ended():", f'    """Whether {whole} ended as awaited."""']
    skipping = (*awaited.skipping, *(awaited.failing if soft else ()))
    failing = () if soft else awaited.failing
    if skipping or failing:
        rows.append(f"    states = {_LOOK}")
    if skipping:
        rows += [f"    if states & {_set(skipping)}:", f"        {_skip(whole)}"]
    if failing:
        message = string(f"{whole} did not end well")
        rows += [f"    if states & {_set(failing)}:", f"        raise RuntimeError({message})"]
    states = "states" if skipping or failing else _LOOK
    rows.append(f"    return {states} <= {_set(awaited.allowed)}")
    text = "\n".join(rows)
    return Function(
        name=f"{named}_has_ended", text=text, uses=_uses(text, awaited, whole), span=span
    )


def _uses(text: str, awaited: Awaited, whole: str) -> tuple[Use, ...]:
    """What the engine of the target must say: how the others ended, and how a task is skipped."""
    start = text.index(_LOOK)
    asked = {"tasks": repr(awaited.tasks), "seconds": f"{awaited.earlier.total_seconds():g}"}
    looks = Use(
        kind="awaited",
        key=awaited.pipeline,
        arguments=asked,
        start=start,
        stop=start + len(_LOOK),
    )
    skip = _skip(whole)
    if skip not in text:
        return (looks,)
    first = text.index(skip)
    place = (first, first + len(skip))
    message = {"message": string(_reason(whole))}
    skips = Use(kind="skip", arguments=message, start=place[0], stop=place[1], statement=place)
    return (looks, skips)


def _skip(whole: str) -> str:
    return f"raise AirflowSkipException({string(_reason(whole))})"


def _reason(whole: str) -> str:
    return f"{whole} ended in a state that skips"


def _set(states: tuple[str, ...]) -> str:
    return f"{{{', '.join(map(string, sorted(states)))}}}"


def _is_none(datum: Datum | None) -> bool:
    return datum is None or (isinstance(datum, Known) and datum.value is None)


def _texts(datum: Datum | None) -> tuple[str, ...] | None:
    """A string or a collection of strings; None where one of them is not known before the run."""
    if datum is None or _is_none(datum):
        return ()
    if isinstance(datum, ListData | TupleData):
        items: list[Datum] = list(datum.items)
    elif isinstance(datum, SetData):
        items = [datum_of(key) for key in datum.elements]
    else:
        items = [datum]
    found = [known_of(item) for item in items]
    texts = tuple(text for text in found if isinstance(text, str) and not is_template(text))
    return texts if len(texts) == len(found) else None
