"""Diagnostics of writing for Airflow: what is dropped, emulated or lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from polydag.diagnostics import Diagnostic


@dataclass(frozen=True, kw_only=True)
class TaskArgumentLost(Diagnostic):
    """An argument of a task that only Airflow has is not written: the version or the operator does not take it, or its
    value is made where the output has nothing of it.

    Look up what it does, and add it to the task by hand where it matters.
    """

    code: ClassVar[str] = "AFW331"
    text: ClassVar[str] = "`{argument}` of `{task}` is not written"
    argument: str


@dataclass(frozen=True, kw_only=True)
class ArgumentGone(Diagnostic):
    """An argument of the DAG says how Airflow 2 shows it, or what it does about an SLA: Airflow 3 refuses it.

    It is left out. For an SLA use a deadline (`DeadlineAlert`); the other arguments have no successor and change no run.
    """

    code: ClassVar[str] = "AFW130"
    text: ClassVar[str] = (
        "`{argument}` of `{pipeline}` was left out: Airflow 3 has no such argument"
    )
    argument: str


@dataclass(frozen=True, kw_only=True)
class CacheDropped(Diagnostic):
    """The source keeps results between runs, so that equal inputs do not run a task again; Airflow runs it every time.

    Nothing but time and cost changes, as long as the task gives the same result for the same inputs. Where that matters,
    keep the result in the task itself.
    """

    code: ClassVar[str] = "AFW101"
    text: ClassVar[str] = (
        "the cache of `{task}` ({details}) was dropped: Airflow runs the task every time"
    )
    details: str


@dataclass(frozen=True, kw_only=True)
class TaskTagsDropped(Diagnostic):
    """The source tags the task; Airflow has tags for DAGs only.

    Tags that limit how many tasks run at once need a pool: create one and give the task `pool=`.
    """

    code: ClassVar[str] = "AFW102"
    text: ClassVar[str] = "the tags of `{task}` were dropped: Airflow tags DAGs, not tasks ({tags})"
    tags: str


@dataclass(frozen=True, kw_only=True)
class JitterDropped(Diagnostic):
    """The source varies the delays between attempts at random; the emitted delays are those without the variation.

    The number of attempts is the same.
    """

    code: ClassVar[str] = "AFW103"
    text: ClassVar[str] = (
        "the jitter of the retries of `{owner}` ({jitter}) was dropped: the delays are the plain ones"
    )
    owner: str
    jitter: str


@dataclass(frozen=True, kw_only=True)
class AssetDetailDropped(Diagnostic):
    """An asset of the source carries a detail that Airflow's assets do not have.

    It describes the asset in the source's own interface and changes nothing in a run.
    """

    code: ClassVar[str] = "AFW104"
    text: ClassVar[str] = "{detail} of the asset `{asset}` was dropped: Airflow's assets have none"
    asset: str
    detail: str


@dataclass(frozen=True, kw_only=True)
class ForeignDetailDropped(Diagnostic):
    """The source sets something that only its own engine has, and that does not change what a run does.

    Look whether you relied on it; where you did, there may be another way in Airflow.
    """

    code: ClassVar[str] = "AFW105"
    text: ClassVar[str] = "`{attribute}` of `{owner}` was dropped: only {engine} has it"
    attribute: str
    owner: str
    engine: str


@dataclass(frozen=True, kw_only=True)
class ScheduleNameDropped(Diagnostic):
    """A deployment or schedule of the source has a name of its own; in Airflow a DAG has one schedule without a name.

    Nothing changes but what the schedule is called.
    """

    code: ClassVar[str] = "AFW106"
    text: ClassVar[str] = "the name `{name}` of the schedule of `{pipeline}` was dropped"
    name: str


@dataclass(frozen=True, kw_only=True)
class MetadataDropped(Diagnostic):
    """A body attaches metadata to its output that has no place in Airflow; the value itself is kept.

    Log it, or set it as the `extra` of an asset event.
    """

    code: ClassVar[str] = "AFW107"
    text: ClassVar[str] = "metadata that `{task}` attaches to its output was dropped"


@dataclass(frozen=True, kw_only=True)
class IntervalTimetable(Diagnostic):
    """Runs of the source are about the interval that ends when they start. A plain cron of Airflow 3 gives the run the
    time of the tick as its date, so a timetable with data intervals is written.

    When the DAG is unpaused, Airflow at once runs the last complete interval.
    """

    code: ClassVar[str] = "AFW201"
    text: ClassVar[str] = (
        "`{pipeline}` keeps data intervals: a run is named after the interval before it"
    )


@dataclass(frozen=True, kw_only=True)
class IntervalUnasked(Diagnostic):
    """A run of the source is about the interval that ends when it starts, one of Airflow 3 about the moment at which it starts.

    Nothing in the pipeline asks which time its run is about, so a plain schedule is written. What shows is the date in the
    name of the run, and that the first run starts on the first day, not an interval later. Write
    `CronDataIntervalTimetable` or `DeltaDataIntervalTimetable` to keep the intervals.
    """

    code: ClassVar[str] = "AFW001"
    text: ClassVar[str] = (
        "a run of `{pipeline}` is about the moment at which it starts, in the source about the interval before it"
    )


@dataclass(frozen=True, kw_only=True)
class IdChanged(Diagnostic):
    """Airflow does not allow the name as an id: letters, digits, dashes, dots and underscores only. The name is shown as the
    display name.

    Whatever names the task from outside (an API call, a sensor) must use the new id.
    """

    code: ClassVar[str] = "AFW209"
    text: ClassVar[str] = (
        "`{name}` is called `{id}` in Airflow, which does not allow the name as an id"
    )
    name: str
    id: str


@dataclass(frozen=True, kw_only=True)
class ContextKeyComputed(Diagnostic):
    """Airflow 3 took this key out of the context. The body, or a template, computes it from the logical date and the schedule.

    Like the key of Airflow 2 it is about the schedule, not about the last run that succeeded.
    """

    code: ClassVar[str] = "AFW210"
    text: ClassVar[str] = (
        "`{key}` is gone in Airflow 3: `{function}` computes it from `logical_date`"
    )
    function: str
    key: str


@dataclass(frozen=True, kw_only=True)
class PipelineRetryLost(Diagnostic):
    """The source repeats a whole run that failed; Airflow repeats tasks, never runs.

    Give the tasks retries, or trigger the DAG again from outside.
    """

    code: ClassVar[str] = "AFW303"
    text: ClassVar[str] = (
        "the retries of `{pipeline}` as a whole were lost: Airflow retries tasks only"
    )


@dataclass(frozen=True, kw_only=True)
class ScheduleLost(Diagnostic):
    """A DAG has one schedule; this one of the source could not be joined with the others.

    Write a second DAG for it.
    """

    code: ClassVar[str] = "AFW304"
    text: ClassVar[str] = "a schedule of `{pipeline}` was lost: {what}"
    what: str


@dataclass(frozen=True, kw_only=True)
class RetryConditionLost(Diagnostic):
    """The source decides by a function, or by kinds of exceptions that Airflow 2 has no words for, whether a failed attempt is
    repeated; every failure is now repeated.

    Write a `RetryPolicy`, or raise `AirflowFailException` in the task where it should give up.
    """

    code: ClassVar[str] = "AFW305"
    text: ClassVar[str] = "the retry condition of `{task}` was lost: every failure is retried"


@dataclass(frozen=True, kw_only=True)
class BodyUseLost(Diagnostic):
    """The body uses something of its engine that Airflow does not have, or that polydag cannot write yet.

    The line raises when it is reached. Write it by hand.
    """

    code: ClassVar[str] = "AFW306"
    text: ClassVar[str] = (
        "`{use}` in `{function}` has no counterpart in Airflow and raises when it is reached"
    )
    function: str
    use: str


@dataclass(frozen=True, kw_only=True)
class StopOnFailureLost(Diagnostic):
    """The loop of the source stops at the first failure; instances of a mapped task in Airflow do not know of each other,
    so the others still run. The run fails all the same.

    Look for what must not happen after a failure, and test for it in the task.
    """

    code: ClassVar[str] = "AFW307"
    text: ClassVar[str] = (
        "`{task}` goes on with the other items when one fails: the source stops there"
    )


@dataclass(frozen=True, kw_only=True)
class ReturnLost(Diagnostic):
    """The pipeline of the source gives a value to its caller that is no single output of a task, or the version of Airflow
    knows no results of runs (2.11).

    Compute it in a last task, and return that from the `@dag` function; in Airflow 2 read that task's XCom.
    """

    code: ClassVar[str] = "AFW308"
    text: ClassVar[str] = "the value that `{pipeline}` returns was lost: {reason}"
    reason: str = "it is not the output of one task"


@dataclass(frozen=True, kw_only=True)
class HookLost(Diagnostic):
    """Airflow calls nothing at this event, or not with what the function needs.

    Write the callback by hand: it is given the context of the task or run.
    """

    code: ClassVar[str] = "AFW309"
    text: ClassVar[str] = "the hook on {event} of `{owner}` was lost: {reason}"
    event: str
    owner: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class GroupOfOne(Diagnostic):
    """Where a single instance of a mapped group gave a value, Airflow 3.3 hands that over without a list around it, and nothing
    in place of an empty list. The small class `Every` around the call of the group makes it a list always.

    It is built on a class that Airflow does not document; leave it out when a later release needs it no more.
    """

    code: ClassVar[str] = "AFW240"
    text: ClassVar[str] = (
        "what the mapped group `{group}` gives is wrapped, so that a single value is a list too"
    )
    group: str


@dataclass(frozen=True, kw_only=True)
class BranchInMappedGroup(Diagnostic):
    """A branch or short-circuit stands in a mapped group. In Airflow 3.3.2 it skips nothing there: every arm runs in every
    instance. In 2.11 each instance takes its own way, as here in the source.

    Let the tasks behind it skip themselves, or map a task that does it all.
    """

    code: ClassVar[str] = "AFW340"
    text: ClassVar[str] = (
        "`{task}` skips nothing in the mapped group `{group}`: Airflow 3.3 starts all that is below it"
    )
    group: str


@dataclass(frozen=True, kw_only=True)
class ContextKeyGone(Diagnostic):
    """Airflow 3 took this key out of the context, and it cannot be computed: the schedule has no fixed interval, or the body
    asks for it in a way that is not followed. The body raises a KeyError there.

    Compute it by hand from `logical_date` or `data_interval_start`.
    """

    code: ClassVar[str] = "AFW311"
    text: ClassVar[str] = "`{key}`, which `{function}` reads, is gone in Airflow 3"
    function: str
    key: str


@dataclass(frozen=True, kw_only=True)
class RequiredParameter(Diagnostic):
    """The parameter has no default, so that a run without it fails in the source. Airflow refuses a scheduled DAG with such a
    parameter: it may be None now.

    Give it a default, or take the schedule away.
    """

    code: ClassVar[str] = "AFW312"
    text: ClassVar[str] = (
        "the parameter `{name}` of `{pipeline}` has no default: a scheduled run gets None"
    )
    name: str


@dataclass(frozen=True, kw_only=True)
class ClockChange(Diagnostic):
    """Twice a year the clocks of the schedule's time zone change, and engines disagree on runs that fall into that night.

    Airflow is as much later where a time is left out (02:30 becomes 03:30) and starts the second time where it comes
    twice.
    A schedule in UTC, or at an hour at which clocks never change, starts at the same moments everywhere.
    """

    code: ClassVar[str] = "AFW220"
    text: ClassVar[str] = (
        "where clocks change in {zone}, `{cron}` starts at another time: on {day} {here}, in the source {there}"
    )
    cron: str
    zone: str
    day: str
    there: str
    here: str


@dataclass(frozen=True, kw_only=True)
class IntervalFromNow(Diagnostic):
    """The source counts its interval from a fixed moment, Airflow from when the DAG is switched on, unless it catches up.

    Runs start at the same distance, but not at the same moments. Where the moments matter, write a cron.
    """

    code: ClassVar[str] = "AFW221"
    text: ClassVar[str] = (
        "the interval of `{pipeline}` is counted from when it is switched on, in the source from {since}"
    )
    since: str


@dataclass(frozen=True, kw_only=True)
class OneRunWhereTheyMeet(Diagnostic):
    """Several schedules of the source start a run each where they name the same moment; a DAG has one schedule, and one run.

    A run is told apart by its moment in Airflow. Where both runs matter (they have other parameters, say), write a DAG for
    each schedule.
    """

    code: ClassVar[str] = "AFW224"
    text: ClassVar[str] = "`{pipeline}` runs once where its schedules meet, as on {moment}"
    moment: str
