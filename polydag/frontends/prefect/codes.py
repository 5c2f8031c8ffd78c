"""What reading Prefect tells: details dropped, meaning that is read in another way, constructs that cannot be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from polydag.diagnostics import Diagnostic


@dataclass(frozen=True, kw_only=True)
class OptionDropped(Diagnostic):
    """An option of a task, flow or deployment says how Prefect shows, stores or executes runs, not what the pipeline does.

    Names of runs, result stores, task runners, worker settings and the like have no counterpart in the neutral pipeline.
    States, values and order are the same without it. Set up the target's own way if you need it.
    """

    code: ClassVar[str] = "PFR101"
    text: ClassVar[str] = "`{option}` of `{owner}` was dropped: {reason}"
    option: str
    owner: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class LogDropped(Diagnostic):
    """A log line or `print` in the body of a flow, between its tasks, was dropped.

    Other engines have no code between tasks. Move the line into the task whose result it is about if you need it.
    """

    code: ClassVar[str] = "PFR102"
    text: ClassVar[str] = "the log line `{line}` between the tasks of `{flow}` was dropped"
    line: str
    flow: str


@dataclass(frozen=True, kw_only=True)
class LoopInterleaved(Diagnostic):
    """A loop over a value that is known only when the flow runs calls several tasks for each element.

    Each task becomes mapped over the elements, so that all of the first task's calls come before those of the second. Every
    call gets the same values; what differs is the order between elements, and what has run when one of them fails.
    """

    code: ClassVar[str] = "PFR201"
    text: ClassVar[str] = (
        "the loop over `{iterable}` calls several tasks: `{task}` is mapped over all elements before the next one"
    )
    iterable: str


@dataclass(frozen=True, kw_only=True)
class EffectBetweenTasks(Diagnostic):
    """Code between the tasks of a flow does something (calls a function that is no task, raises); it became a task of its own.

    It runs at the same place in the order, but in another process than the flow, and it shows as a task.
    """

    code: ClassVar[str] = "PFR202"
    text: ClassVar[str] = "`{line}` between the tasks of `{flow}` became the task `{task}`"
    line: str
    flow: str


@dataclass(frozen=True, kw_only=True)
class FailureStops(Diagnostic):
    """A task is called directly with the future of another one. Where that one fails, Prefect does not run the task, gives None
    in place of its result and goes on with the flow, which may well complete.

    Here the failure stops what comes after, and the run fails. Ask for the future's `.result()` to have the flow stop there
    too, or submit the task as well.
    """

    code: ClassVar[str] = "PFR203"
    text: ClassVar[str] = (
        "a failure of {futures} stops what comes after `{task}`, where Prefect would go on with None"
    )
    futures: str


@dataclass(frozen=True, kw_only=True)
class WaitWithoutResult(Diagnostic):
    """The flow waits for a task without asking for its result: what comes after would run even if the task failed.

    The waiting is dropped; what comes after may begin while the task still runs. Use `wait_for` or `.result()` if order
    matters.
    """

    code: ClassVar[str] = "PFR301"
    text: ClassVar[str] = "waiting for `{task}` was dropped: what follows may begin before it ends"


@dataclass(frozen=True, kw_only=True)
class CallerPolicyDropped(Diagnostic):
    """A policy of a flow that is called by another flow (retries, a timeout, hooks) has no counterpart.

    The flow's tasks become a group of the caller, and a group has no retries, timeout or hooks of its own in other engines.
    """

    code: ClassVar[str] = "PFR302"
    text: ClassVar[str] = (
        "`{option}` of the flow `{flow}` was lost: it is called by another flow and becomes a group of tasks"
    )
    option: str
    flow: str


@dataclass(frozen=True, kw_only=True)
class TypedHandler(Diagnostic):
    """A `try` around tasks handles certain exceptions only, or does more than call tasks in its handler.

    The handler is read as one for every failure of the tasks, which is laxer than the source.
    """

    code: ClassVar[str] = "PFR303"
    text: ClassVar[str] = (
        "the handler of `{exceptions}` around tasks is read as one for every failure"
    )
    exceptions: str


@dataclass(frozen=True, kw_only=True)
class RegionEntered(Diagnostic):
    """A `with` block around tasks was read as if it were not there.

    What it does before and after the tasks (a connection, a limit, a profile) is lost. Move it into the tasks.
    """

    code: ClassVar[str] = "PFR304"
    text: ClassVar[str] = "`with {manager}` around tasks was lost: they run without it"
    manager: str


@dataclass(frozen=True, kw_only=True)
class FailureAllowed(Diagnostic):
    """A task takes a future with `allow_failure`, so that it runs even if the task before it failed.

    It becomes a task that runs whatever happened before it. In Prefect it is given the exception of the failed task, in other
    engines it is given nothing.
    """

    code: ClassVar[str] = "PFR305"
    text: ClassVar[str] = (
        "`{task}` is given no exception when what it waits for failed (`allow_failure`)"
    )


@dataclass(frozen=True, kw_only=True)
class ValueOfOneSide(Diagnostic):
    """A variable is set on both sides of an `if` or in a handler too, or is overwritten by one side, and read after it.

    Which task it comes from is only known when the flow runs, which no dependency can say. Let one task choose the value.
    """

    code: ClassVar[str] = "PFR401"
    text: ClassVar[str] = (
        "`{name}` has different values on the sides of the `{block}`; of an `if` the last is read, of a `try` the first"
    )
    name: str
    block: str = "if"


@dataclass(frozen=True, kw_only=True)
class CallNotReadable(Diagnostic):
    """A call of a task or flow cannot be followed: its arguments are spread from a value that is only known at run time, it
    is asked for something that the reader does not know, or it stands where it cannot become a task.

    Write the arguments out, or call the task in the body of the flow.
    """

    code: ClassVar[str] = "PFR402"
    text: ClassVar[str] = "`{line}` cannot be read: {reason}"
    line: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class EngineCallInBody(Diagnostic):
    """A task's body uses something of Prefect that has no neutral meaning. The text stays as it is.

    In other engines it would fail when it runs, or need Prefect to be installed. Replace it there.
    """

    code: ClassVar[str] = "PFR306"
    text: ClassVar[str] = (
        "`{name}` in the body of `{function}` belongs to Prefect and stays as written"
    )
    name: str
    function: str


@dataclass(frozen=True, kw_only=True)
class UnknownOption(Diagnostic):
    """An option that the reader does not know was set. It may matter or not.

    It is not carried over. Check what it does, and please report it.
    """

    code: ClassVar[str] = "PFR307"
    text: ClassVar[str] = (
        "`{option}` of `{owner}` is not known to the reader and was not carried over"
    )
    option: str
    owner: str


@dataclass(frozen=True, kw_only=True)
class NotRead(Diagnostic):
    """A flow could not be read to its end: something in it always raises, or stops the reading.

    What follows is missing in the pipeline.
    """

    code: ClassVar[str] = "PFR403"
    text: ClassVar[str] = "`{flow}` is read up to here only: {reason}"
    flow: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class SeveralReturns(Diagnostic):
    """A flow returns different values on different ways through it.

    Which one it gives is only known when it runs, so the pipeline gives none to its caller. Tasks are not concerned.
    """

    code: ClassVar[str] = "PFR308"
    text: ClassVar[str] = "the value of `{flow}` was lost: it depends on which `return` is reached"
    flow: str


@dataclass(frozen=True, kw_only=True)
class ScheduleUnread(Diagnostic):
    """A schedule of a deployment is no cron or interval that can be read: a rule of recurrence that names moments which no cron
    names (the last working day of a month, say), or an object that is only made when the file runs.

    Nothing starts these runs in the target. Write a cron that is near enough, or start them from elsewhere.
    """

    code: ClassVar[str] = "PFR309"
    text: ClassVar[str] = "the schedule `{schedule}` of `{flow}` was lost: {reason}"
    schedule: str
    flow: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class HookUnread(Diagnostic):
    """A state hook is no function that can be read: a method, a `partial`, or something made elsewhere.

    Nothing calls it in what is written. Give Prefect a function of the file, or of a module beside it.
    """

    code: ClassVar[str] = "PFR310"
    text: ClassVar[str] = (
        "`{hook}` ({option} of `{owner}`) was lost: it is no function that can be read"
    )
    option: str
    hook: str
    owner: str


@dataclass(frozen=True, kw_only=True)
class FlowInBody(Diagnostic):
    """The body of a task starts a flow, by a call of it or of `run_deployment`, among other things or with computed arguments.

    The body stays as written, and what it names is no flow for another engine. Give the task no other work than that call, with
    constants, its own parameters and texts of both as arguments: then it is read as what it is.
    """

    code: ClassVar[str] = "PFR330"
    text: ClassVar[str] = "the body of `{task}` starts the flow `{flow}` and stays as written"
    flow: str
