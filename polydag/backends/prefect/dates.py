"""Facts about a run that a flow has to work out: its date and what follows from it, as lines at its start."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from polydag.ir.pipeline import Pipeline
from polydag.ir.policies import Schedule
from polydag.rendering.imports import Import
from polydag.rendering.pyvalues import Expression

# What a flow computes from `logical_date`, and the type of the argument that carries it. `{day}` is the date in ISO form.
_DERIVED = {
    "ds": ("str", "logical_date.strftime({percent})"),
    "ds_nodash": ("str", 'logical_date.strftime("%Y%m%d")'),
    "ts": ("str", "logical_date.isoformat()"),
    "ts_nodash": ("str", 'logical_date.strftime("%Y%m%dT%H%M%S")'),
    "ts_nodash_with_tz": (
        "str",
        'logical_date.isoformat().replace("-", "").replace(":", "")',
    ),
    "partition_key": ("str", "logical_date.strftime({percent})"),
    "prev_ds": ("str", "(logical_date - {step}).strftime({percent})"),
    "next_ds": ("str", "(logical_date + {step}).strftime({percent})"),
    "yesterday_ds": ("str", "(logical_date - timedelta(days=1)).strftime({percent})"),
    "tomorrow_ds": ("str", "(logical_date + timedelta(days=1)).strftime({percent})"),
    "prev_ds_nodash": ("str", '(logical_date - {step}).strftime("%Y%m%d")'),
    "next_ds_nodash": ("str", '(logical_date + {step}).strftime("%Y%m%d")'),
    "yesterday_ds_nodash": ("str", '(logical_date - timedelta(days=1)).strftime("%Y%m%d")'),
    "tomorrow_ds_nodash": ("str", '(logical_date + timedelta(days=1)).strftime("%Y%m%d")'),
    "prev_logical_date": ("datetime", "logical_date - {step}"),
    "prev_execution_date": ("datetime", "logical_date - {step}"),
    "next_execution_date": ("datetime", "logical_date + {step}"),
    "data_interval_end": ("datetime", "logical_date{length}"),
}
_SAME = {
    "logical_date": "logical_date",
    "execution_date": "logical_date",
    "data_interval_start": "logical_date",
}
_ONLY_DAY = frozenset({"ds", "ds_nodash", "partition_key"})
_FLOW_FACTS = {
    "run_id": "runtime.flow_run.id",
    "dag_id": "runtime.flow_run.flow_name",
    "pipeline": "runtime.flow_run.flow_name",
    "pipeline_id": "runtime.flow_run.flow_name",
    "pipeline_name": "runtime.flow_run.flow_name",
}


@dataclass(frozen=True)
class RunDate:
    """What a flow needs to know of the date that its run is about."""

    keys: tuple[str, ...]
    step: str
    exact_step: bool
    preceding: bool

    @property
    def needed(self) -> bool:
        """Whether the flow takes a `logical_date`."""
        return bool(self.keys)

    @property
    def type(self) -> str:
        """`date` where only the day matters."""
        return "date" if set(self.keys) <= _ONLY_DAY else "datetime"

    @property
    def rule(self) -> str:
        """How the date is found when nobody gives one, in words."""
        return (
            f"it is the start of the run minus `{self.step}`"
            if self.preceding
            else "it is the start of the run"
        )

    @property
    def imports(self) -> tuple[Import, ...]:
        """What the lines need."""
        text = " ".join(self.lines())
        found = [Import("datetime", self.type), Import("prefect", "runtime")]
        return (*found, *([Import("datetime", "timedelta")] if "timedelta" in text else []))

    def lines(self) -> list[str]:
        """The first lines of the flow."""
        start = "runtime.flow_run.scheduled_start_time"
        if self.type == "date":
            start += ".date()"
        if self.preceding:
            start += f" - {self.step}"
        lines = ["if logical_date is None:", f"    logical_date = {start}"]
        return lines + [f"{key} = {self._derived(key)}" for key in self.keys if key in _DERIVED]

    def _derived(self, key: str) -> str:
        if self.type == "date" and key in ("ds", "partition_key"):
            return "logical_date.isoformat()"
        length = f" + {self.step}" if self.preceding else ""
        return _DERIVED[key][1].format(percent='"%Y-%m-%d"', step=self.step, length=length)


def run_date(pipeline: Pipeline, keys: Iterable[str]) -> RunDate:
    """What the flow works out for these keys."""
    wanted = tuple(dict.fromkeys(key for key in keys if key in _DERIVED or key in _SAME))
    step, exact = _step(pipeline)
    preceding = any(schedule.window == "preceding" for schedule in pipeline.schedules)
    return RunDate(wanted, step, exact, preceding)


def fact(key: str) -> Expression | None:
    """How the flow spells a fact of the run; None where Prefect does not know it."""
    if key in _SAME:
        return Expression(_SAME[key])
    if key in _DERIVED:
        return Expression(key)
    if key in _FLOW_FACTS:
        return Expression(_FLOW_FACTS[key], (Import("prefect", "runtime"),))
    return None


def annotation(key: str) -> str | None:
    """The type of an argument that carries a date; None for what is no date."""
    if key in _SAME:
        return "datetime"
    return _DERIVED[key][0] if key in _DERIVED else None


def variable(key: str) -> str:
    """The flow's variable for a date key."""
    return _SAME.get(key, key)


def _step(pipeline: Pipeline) -> tuple[str, bool]:
    """The schedule's interval as code, and whether every interval is that long."""
    found = [step_of(schedule) for schedule in pipeline.schedules]
    return next((step for step in found if step[0]), ("timedelta(days=1)", not found))


def step_of(schedule: Schedule) -> tuple[str, bool]:
    """A schedule's interval as code, none where it is not known, and whether every interval is that long."""
    if isinstance(schedule.length, float):
        return f"timedelta(seconds={schedule.length:g})", True
    if schedule.kind == "interval" and isinstance(schedule.every, float):
        return f"timedelta(seconds={schedule.every:g})", True
    if schedule.kind == "cron" and len(schedule.crons) == 1 and isinstance(schedule.crons[0], str):
        return _cron_step(schedule.crons[0])
    return "", False


def _cron_step(cron: str) -> tuple[str, bool]:
    fields = cron.split()
    minute, hour, day, month, weekday = (*fields[-5:],) if len(fields) >= 5 else ("",) * 5
    if (day, month, weekday) == ("*", "*", "*") and minute.isdigit():
        if hour == "*":
            return "timedelta(hours=1)", True
        if hour.startswith("*/") and hour[2:].isdigit() and 24 % int(hour[2:]) == 0:
            return f"timedelta(hours={hour[2:]})", True
        if hour.isdigit():
            return "timedelta(days=1)", True
    every = minute[2:] if minute.startswith("*/") else ""
    if (hour, day, month, weekday) == ("*",) * 4 and every.isdigit() and 60 % int(every) == 0:
        return f"timedelta(minutes={every})", True
    if (day, month) == ("*", "*") and minute.isdigit() and hour.isdigit() and weekday.isdigit():
        return "timedelta(weeks=1)", True
    return "timedelta(days=1)", False


# Every key whose value the flow works out and hands to the tasks that read it.
KEYS = frozenset({*_DERIVED, *_SAME})
