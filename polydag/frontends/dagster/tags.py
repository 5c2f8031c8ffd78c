"""Tags of jobs, assets and ops: policies that are spelt as tags, what only Dagster reads, and the labels that are left."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from polydag.diagnostics import Collector, Span
from polydag.frontends.dagster.codes import ArgumentNotRead
from polydag.ir.model import Symbolic
from polydag.ir.policies import Retry
from polydag.ir.values import Entries, Value
from polydag.syntax.convert import to_python, to_scalar, to_value
from polydag.syntax.data import Datum, DictData, Known, is_known

Number = TypeVar("Number", int, float)
Label = str | Symbolic
# Tags that Dagster's daemon, executors and launchers act upon; other engines have nobody who reads them.
_READ_BY_DAGSTER = ("dagster/", "dagster-", "ecs/")
# `dagster._daemon.monitoring.run_monitoring.check_run_timeout` reads both.
_RUNTIME = ("dagster/max_runtime", "dagster/max_runtime_seconds")


@dataclass(frozen=True)
class Tags:
    """`policies` are fields of the job or the op; `own` are entries for Dagster alone."""

    labels: tuple[Label, ...] = ()
    policies: Mapping[str, object] = field(default_factory=dict)
    own: Mapping[str, Value] = field(default_factory=dict)

    def __or__(self, other: Tags) -> Tags:
        return Tags(
            (*self.labels, *other.labels),
            {**self.policies, **other.policies},
            {**self.own, **other.own},
        )

    @property
    def extras(self) -> dict[str, Value]:
        """What is kept for Dagster."""
        return {"tags": Entries(entries=dict(self.own))} if self.own else {}


@dataclass(frozen=True)
class Owner:
    """What has the tags, and who is told of those that cannot be read."""

    name: str
    span: Span | None
    collector: Collector


def job_tags(datum: Datum | None, owner: Owner) -> Tags:
    """`{"dagster/max_runtime": 600, "team": "x"}` → a time-out of 600 s and `team:x`."""
    return _sorted_out(datum, owner, _job_policy)


def op_tags(datum: Datum | None, owner: Owner) -> Tags:
    """`{"dagster/priority": "3", "team": "x"}` → a priority of 3 and `team:x`."""
    return _sorted_out(datum, owner, _op_policy)


def _sorted_out(
    datum: Datum | None, owner: Owner, policy: Callable[[str, Datum], dict[str, object] | None]
) -> Tags:
    if datum is None or (isinstance(datum, Known) and datum.value is None):
        return Tags()
    if not isinstance(datum, DictData) or datum.partial:
        told = ArgumentNotRead(argument="tags", owner=owner.name, span=owner.span)
        owner.collector.tell(told)
    if not isinstance(datum, DictData):
        return Tags()
    labels: list[Label] = []
    policies: dict[str, object] = {}
    own: dict[str, Value] = {}
    for key, value in datum.text_entries().items():
        found = policy(key, value)
        if found is not None:
            policies |= found
        elif key.startswith(_READ_BY_DAGSTER):
            own[key] = to_value(value)
        else:
            labels.append(_label(key, value))
    return Tags(tuple(labels), policies, own)


def _job_policy(key: str, value: Datum) -> dict[str, object] | None:
    if key in _RUNTIME:
        return _field("timeout", _number(value, float))
    if key == "dagster/max_retries":
        count = _number(value, int)
        return None if count is None else {"retry": Retry(count=count)}
    return None


def _op_policy(key: str, value: Datum) -> dict[str, object] | None:
    if key == "dagster/priority":
        return _field("priority", _number(value, int))
    if key == "dagster/concurrency_key":
        return _field("pool", to_scalar(value, str))
    return None


def _field(name: str, value: object) -> dict[str, object] | None:
    return None if value is None else {name: value}


def _number(value: Datum, kind: type[Number]) -> Number | Symbolic | None:
    """The number that a tag's text says, too; Dagster passes over any other text."""
    if isinstance(value, Known) and isinstance(value.value, str):
        try:
            return kind(value.value)
        except ValueError:
            return None
    return to_scalar(value, kind)


def _label(key: str, value: Datum) -> Label:
    """The tag as one text. What is no text is the JSON of it, as Dagster stores it."""
    if is_known(value):
        known = to_python(value)
        said = known if isinstance(known, str) else json.dumps(known)
        return f"{key}:{said}" if said else key
    spelt = to_scalar(value, str)
    if not isinstance(spelt, Symbolic):
        return key
    quote = "'" if '"' in spelt.text else '"'
    return Symbolic(
        text=f"f{quote}{key}:{{{spelt.text}}}{quote}", names=spelt.names, span=spelt.span
    )
