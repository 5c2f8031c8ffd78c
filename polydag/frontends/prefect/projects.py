"""`prefect.yaml`: the deployments of a project, which name their flows by file and function."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import yaml
from pydantic import TypeAdapter, ValidationError

from polydag.frontends.prefect.deployments import Owner, Timed, recurring, tell_option
from polydag.frontends.prefect.handles import FlowHandle
from polydag.frontends.prefect.values import Values
from polydag.ir.policies import Schedule
from polydag.ir.values import Value
from polydag.syntax.lifting import lifted
from polydag.syntax.project import roots_of

NAME = "prefect.yaml"
_READ = frozenset({"name", "entrypoint", "schedule", "schedules", "parameters", "tags", "paused"})
_SHOWN = frozenset({"version", "description", "version_type"})
_SPAN = TypeAdapter(timedelta)


@dataclass(frozen=True)
class Deployed:
    """What a project's file says of a flow."""

    timed: tuple[Timed, ...] = ()
    parameters: Mapping[str, Value] = field(default_factory=dict)
    tags: tuple[str, ...] = ()


def deployed(flow: FlowHandle, values: Values, owner: Owner) -> Deployed:
    """The deployments whose entrypoint is the flow, in the nearest file of the project."""
    path = flow.function.module.path
    file = next((root / NAME for root in roots_of(path) if (root / NAME).is_file()), None)
    if file is None:
        return Deployed()
    mine = [d for d in _deployments(file, owner) if _names(d.get("entrypoint"), file, path, flow)]
    parameters: dict[str, object] = {}
    for one in mine:
        _tell_rest(one, owner)
        parameters |= _mapping(one.get("parameters"))
    tags = (str(tag) for one in mine for tag in _list(one.get("tags")))
    return Deployed(
        tuple(timed for one in mine for timed in _schedules(one, values, owner)),
        {name: values.value(lifted(value)) for name, value in parameters.items()},
        tuple(dict.fromkeys(tags)),
    )


def _deployments(file: Path, owner: Owner) -> list[Mapping[str, object]]:
    try:
        stated = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        owner.unread(NAME, "the file is no YAML")
        return []
    return [_mapping(one) for one in _list(_mapping(stated).get("deployments"))]


def _names(entrypoint: object, file: Path, path: Path, flow: FlowHandle) -> bool:
    """Whether an entrypoint (`flows/etl.py:nightly`) is the flow."""
    if not isinstance(entrypoint, str) or ":" not in entrypoint:
        return False
    where, _, function = entrypoint.rpartition(":")
    return function == flow.function.name and (file.parent / where).resolve() == path.resolve()


def _schedules(stated: Mapping[str, object], values: Values, owner: Owner) -> Iterator[Timed]:
    name = stated.get("name")
    common: dict[str, object] = {
        "name": name if isinstance(name, str) and "{{" not in name else None,
        "paused": True if stated.get("paused") is True else None,
    }
    given = _mapping(stated.get("parameters"))
    single = stated.get("schedule")
    for one in (*_list(stated.get("schedules")), *([single] if single else [])):
        schedule = _mapping(one)
        more = given | _mapping(schedule.get("parameters"))
        parameters = {n: values.value(lifted(v)) for n, v in more.items()}
        stopped = {"paused": True} if schedule.get("active") is False else {}
        fields = common | {"parameters": parameters, "timezone": None} | stopped
        yield from _timed(schedule, fields, owner)


def _timed(
    schedule: Mapping[str, object], fields: dict[str, object], owner: Owner
) -> Iterator[Timed]:
    shown = ", ".join(f"{key}: {value}" for key, value in schedule.items())
    if "{{" in shown or not schedule:
        owner.unread(shown or "schedule", "what it is follows only when it is deployed")
        return
    zone = schedule.get("timezone")
    fields = fields | ({"timezone": zone} if isinstance(zone, str) else {})
    if isinstance(cron := schedule.get("cron"), str):
        if schedule.get("day_or") is False:
            owner.unread(shown, "a cron elsewhere takes a day of the month or one of the week")
            return
        yield Timed(Schedule.model_validate(fields | {"kind": "cron", "crons": (cron,)}))
    elif isinstance(rule := schedule.get("rrule"), str):
        yield from recurring(rule, fields, owner)
    else:
        yield from _every(schedule, shown, fields, owner)


def _every(
    schedule: Mapping[str, object], shown: str, fields: dict[str, object], owner: Owner
) -> Iterator[Timed]:
    anchor = schedule.get("anchor_date")
    try:
        every = _SPAN.validate_python(schedule.get("interval")).total_seconds()
        first = datetime.fromisoformat(str(anchor)) if anchor else None
    except (ValidationError, ValueError):
        owner.unread(shown, "it is neither a cron nor an interval nor a rule of recurrence")
        return
    start = None if first is None else first.isoformat()
    yield Timed(
        Schedule.model_validate(fields | {"kind": "interval", "every": every, "anchor": start})
    )


def _tell_rest(stated: Mapping[str, object], owner: Owner) -> None:
    for option, value in stated.items():
        if option not in _READ | _SHOWN and value not in (None, "", {}, []):
            tell_option(option, owner)


def _mapping(value: object) -> dict[str, object]:
    return {str(k): v for k, v in value.items()} if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
