"""What writing for Prefect drops, emulates or loses. The digit after `PFW` is the severity: 1 dropped, 2 emulated, 3 lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from polydag.diagnostics import Diagnostic


@dataclass(frozen=True, kw_only=True)
class AttributeDropped(Diagnostic):
    """An attribute of the source has no counterpart in Prefect, and no effect on what the tasks do or on how the run ends.

    Owners, priorities between tasks of one run and descriptions of groups are such attributes. Keep them in your own
    documentation, or in tags, if somebody relies on them.
    """

    code: ClassVar[str] = "PFW101"
    text: ClassVar[str] = "`{attribute}` of `{owner}` was dropped: {reason}"
    owner: str
    attribute: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class LimitDropped(Diagnostic):
    """A limit on how much runs at once lives on the Prefect server or in its task runner, not in the code of a flow.

    Results are the same without it, the load on what the tasks talk to is not. Create a tag concurrency limit
    (`prefect concurrency-limit create TAG LIMIT`) before you switch over; where the limit was on a pool, the tasks carry a tag of
    the pool's name.
    """

    code: ClassVar[str] = "PFW102"
    text: ClassVar[str] = "`{attribute}` of `{owner}` is not in the code: {advice}"
    owner: str
    attribute: str
    advice: str


@dataclass(frozen=True, kw_only=True)
class StartDropped(Diagnostic):
    """The first or last day of a schedule is not part of a Prefect cron schedule.

    A start in the past changes nothing, as nothing is caught up. Where days were to be caught up, or the schedule is to
    end, start the missing runs by hand, once per day, and pause the deployment on the last day.
    """

    code: ClassVar[str] = "PFW103"
    text: ClassVar[str] = (
        "`{attribute}` ({value}) of `{pipeline}` was dropped: a Prefect schedule has none"
    )
    attribute: str
    value: str


@dataclass(frozen=True, kw_only=True)
class FailureAsExcept(Diagnostic):
    """A task that ran when something above it had failed became an `except` block that raises again.

    States and the run's end are the same. The message is sent as soon as the first failure is seen, while what runs beside it
    may still be running, and once per run.
    """

    code: ClassVar[str] = "PFW201"
    text: ClassVar[str] = "`{task}` (trigger rule {rule}) runs in an `except` block"
    rule: str


@dataclass(frozen=True, kw_only=True)
class AlwaysAsFinally(Diagnostic):
    """A task that ran whatever happened above it became a `finally` block.

    It runs when everything that it waited for is done, and the failure goes on afterwards, so that the run ends as in the source.
    """

    code: ClassVar[str] = "PFW202"
    text: ClassVar[str] = "`{task}` (trigger rule {rule}) runs in a `finally` block"
    rule: str


@dataclass(frozen=True, kw_only=True)
class RuleInFlow(Diagnostic):
    """A trigger rule is evaluated by the flow, as Prefect has none.

    The flow waits for everything above the task and then decides by the states. A rule that fires as soon as one state
    is known (one_success, one_failed, one_done), or at once (always), fires later than in the source, with the same result.
    """

    code: ClassVar[str] = "PFW203"
    text: ClassVar[str] = "the trigger rule {rule} of `{task}` is evaluated by the flow"
    rule: str


@dataclass(frozen=True, kw_only=True)
class Lookup(Diagnostic):
    """Something that the source kept in the orchestrator (a variable, a connection) is looked up elsewhere.

    A variable becomes a Prefect variable, which has to be created (`prefect variable set NAME VALUE`; names are lower case with
    underscores); a connection becomes an environment variable, a secret a `Secret` block.
    """

    code: ClassVar[str] = "PFW204"
    text: ClassVar[str] = "{what} `{name}` is read from {place}: create it before the first run"
    what: str
    name: str
    place: str


@dataclass(frozen=True, kw_only=True)
class EmptyCollection(Diagnostic):
    """A task that is mapped over nothing is skipped in the source, and what is below it too.

    In Prefect the flow tests the collection: without an element neither is run.
    """

    code: ClassVar[str] = "PFW206"
    text: ClassVar[str] = "without an element `{task}` and what is below it are not run"


@dataclass(frozen=True, kw_only=True)
class PollsInTask(Diagnostic):
    """A sensor of the source became a task that asks the author's function in a loop, since Prefect has none.

    It asks as often, for as long, and a wait in vain ends as in the source; an interval that grows does so without the source's
    jitter. The task holds its worker while it waits, also
    where the source freed it between two looks. What the whole flow waits for is better an event that starts a deployment: an
    automation does that, where it is meant.
    """

    code: ClassVar[str] = "PFW215"
    text: ClassVar[str] = "`{task}` waits in a loop of its own{held}"
    held: str


@dataclass(frozen=True, kw_only=True)
class ThreadTimeout(Diagnostic):
    """A task that runs beside the flow runs in a thread, and a thread cannot be interrupted while it blocks.

    The attempt fails with the same state, but only when the blocking call returns. Give the calls inside it (requests,
    subprocesses, queries) time-outs of their own.
    """

    code: ClassVar[str] = "PFW207"
    text: ClassVar[str] = (
        "the time-out of `{task}` is noticed when a blocking call returns: it runs in a thread"
    )


@dataclass(frozen=True, kw_only=True)
class PlainNotification(Diagnostic):
    """A message that an operator of the source sent is sent by plain Python, so that no integration has to be installed.

    The address of the channel (a web hook, a mail server) comes from the environment. `prefect-slack` and `prefect-email`
    offer blocks for the same if you prefer them.
    """

    code: ClassVar[str] = "PFW208"
    text: ClassVar[str] = "`{task}` sends its message by {means}; set `{variable}`"
    means: str
    variable: str


@dataclass(frozen=True, kw_only=True)
class LogicalDate(Diagnostic):
    """The date that a run is about is a parameter of the flow, as Prefect knows only when a run was meant to start.

    A scheduled run computes it from its start, as the source's schedule did; a run by hand can be given any date.
    """

    code: ClassVar[str] = "PFW209"
    text: ClassVar[str] = "`{pipeline}` takes `logical_date`; without it {rule}"
    rule: str


@dataclass(frozen=True, kw_only=True)
class DelaysWithoutJitter(Diagnostic):
    """The source waits a random time in a window before a retry, Prefect waits the window's lower end.

    The number of attempts is the same. Add `retry_jitter_factor` if many tasks hit the same server.
    """

    code: ClassVar[str] = "PFW210"
    text: ClassVar[str] = (
        "the random part of the retry delays of `{task}` was left out: every delay stays in the source's window"
    )


@dataclass(frozen=True, kw_only=True)
class ShellSkip(Diagnostic):
    """In the source an exit code of the shell command means that the task is skipped. The command's own text does not say `exit`
    with that code, so that it only could come from a program that it starts; here every exit code but 0 is a failure.

    That is stricter, and louder. Test the code in the function if the command uses it.
    """

    code: ClassVar[str] = "PFW211"
    text: ClassVar[str] = "exit code {exit} of `{task}` fails the task, in the source it skips it"
    exit: int


@dataclass(frozen=True, kw_only=True)
class RetryCondition(Diagnostic):
    """Retries that depend on the exception are decided by a function that Prefect asks after each failure.

    It sees the exception of the failed attempt, as the source's policy did.
    """

    code: ClassVar[str] = "PFW212"
    text: ClassVar[str] = "whether `{task}` is tried again is decided by `{function}`"
    function: str


@dataclass(frozen=True, kw_only=True)
class CheckAsTask(Diagnostic):
    """A check on an asset became a task that fails, or only warns where the check did not block.

    Prefect has no asset checks. The verdict is in the state and the log of the task.
    """

    code: ClassVar[str] = "PFW213"
    text: ClassVar[str] = (
        "the check `{task}` of `{asset}` is a task: its verdict is its state and log"
    )
    asset: str


@dataclass(frozen=True, kw_only=True)
class TriggerOfAssets(Diagnostic):
    """The pipeline is started by assets. Here a trigger of its deployment waits for the events that making them emits.

    The server keeps the trigger from when the flow is served on, and counts events from then. Assets that are made outside of
    Prefect emit no event: emit `prefect.asset.materialization.succeeded` for them yourself.
    """

    code: ClassVar[str] = "PFW222"
    text: ClassVar[str] = "a trigger of its deployment starts `{pipeline}` when made: {assets}"
    assets: str


@dataclass(frozen=True, kw_only=True)
class QueueAsTag(Diagnostic):
    """Airflow sends a task to the workers of its queue; a task of Prefect runs where its flow runs, and has a tag of that name.

    What it does is the same, the machine may be another. A concurrency limit for the tag keeps too many from running at once;
    where the machine matters, make the task a flow of its own and deploy it to a work pool there.
    """

    code: ClassVar[str] = "PFW223"
    text: ClassVar[str] = "`{task}` runs where its flow runs: its queue `{queue}` is a tag"
    queue: str


@dataclass(frozen=True, kw_only=True)
class LabelRefused(Diagnostic):
    """A choice could name a task that only runs when something failed, and would then skip everything else.

    In the flow that task stands in an `except` block, so a choice that names it fails. That is stricter, and louder; nobody
    means such a label, which only exists because the notification stands directly below the choice.
    """

    code: ClassVar[str] = "PFW214"
    text: ClassVar[str] = "`{task}` fails if it chooses `{label}`, which only runs after a failure"
    label: str


@dataclass(frozen=True, kw_only=True)
class NotConverted(Diagnostic):
    """Nothing of polydag reads this operator, so the task raises when it runs, with the original call above it.

    Write what it did as a Python function in place of the `raise`, or give polydag a rule for the operator.
    """

    code: ClassVar[str] = "PFW301"
    text: ClassVar[str] = "`{class_name}` of `{task}` is not converted: the task {effect}"
    class_name: str
    effect: str


@dataclass(frozen=True, kw_only=True)
class NotCarried(Diagnostic):
    """Something that can change what happens has no counterpart in the emitted flow.

    Decide whether you need it before you switch over; the message says what to use in its place.
    """

    code: ClassVar[str] = "PFW302"
    text: ClassVar[str] = "`{attribute}` of `{owner}` is not carried over: {reason}"
    owner: str
    attribute: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class UseNotCarried(Diagnostic):
    """A body asks its engine for something that Prefect does not have, and the call stands there as it was.

    It raises when it runs. Replace it by hand.
    """

    code: ClassVar[str] = "PFW303"
    text: ClassVar[str] = "`{function}` asks the engine for {what}, which Prefect does not have"
    function: str
    what: str


@dataclass(frozen=True, kw_only=True)
class ScheduleNotCarried(Diagnostic):
    """A schedule that Prefect's deployments do not have was left out: the flow is started by hand, or by an automation.

    `once` and `continuous` schedules, and those that wait for assets, are such schedules.
    """

    code: ClassVar[str] = "PFW304"
    text: ClassVar[str] = "the schedule of `{pipeline}` is not carried over: {reason}"
    reason: str


@dataclass(frozen=True, kw_only=True)
class HandlerNotCarried(Diagnostic):
    """A `try` around tasks does not fit the emitted flow, which has to evaluate trigger rules on states; the flow raises.

    Write the `try` by hand: call what is tried, and in `except Exception` what handles it. Under `--unsupported warn` the flow
    does not raise, and what handles the failure runs always.
    """

    code: ClassVar[str] = "PFW305"
    text: ClassVar[str] = "the `try` around {tries} is not carried over: write it by hand"
    tries: str


@dataclass(frozen=True, kw_only=True)
class ClockChange(Diagnostic):
    """Twice a year the clocks of the schedule's time zone change, and engines disagree on runs that fall into that night.

    Prefect starts a run whose time is left out as much earlier (02:30 becomes 01:30), the first time where it comes twice, and
    leaves out one hour of an hourly schedule.
    A schedule in UTC, or at an hour at which clocks never change, starts at the same moments everywhere.
    """

    code: ClassVar[str] = "PFW220"
    text: ClassVar[str] = (
        "where clocks change in {zone}, `{cron}` starts at another time: on {day} {here}, in the source {there}"
    )
    cron: str
    zone: str
    day: str
    there: str
    here: str


@dataclass(frozen=True, kw_only=True)
class SharedChange(Diagnostic):
    """A body changes in place what it is given, and another task, or its own next attempt, is given the same value.

    Where values are stored between tasks, each task has a copy of its own. In a Prefect flow both hold one object, so that the
    other task may see the change. Let the body work on a copy (`rows = list(rows)`, `copy.deepcopy`).
    """

    code: ClassVar[str] = "PFW306"
    text: ClassVar[str] = (
        "`{changer}` changes `{argument}` in place, and {other} is given the same object: let it work on a copy"
    )
    changer: str
    argument: str
    other: str


@dataclass(frozen=True, kw_only=True)
class RunPerCron(Diagnostic):
    """Where several crons of one schedule name the same moment, the source starts one run, and Prefect one for each cron.

    Write crons that never meet, or let the flow end at once where another run of that time is there.
    """

    code: ClassVar[str] = "PFW221"
    text: ClassVar[str] = "`{pipeline}` runs once per cron where they meet, as on {moment}"
    moment: str
