"""Diagnostics of what one version of Airflow lacks, and another has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from polydag.diagnostics import Diagnostic


@dataclass(frozen=True, kw_only=True)
class StartAdded(Diagnostic):
    """Airflow 2 loads no DAG with a schedule and without a start date, and the source has none. A day in the past is put there.

    Nothing is caught up, so the day has no effect: the runs after the DAG is switched on are made, as in the source.
    """

    code: ClassVar[str] = "AFW050"
    text: ClassVar[str] = "`{pipeline}` got the start date {start}, as Airflow 2 wants one"
    start: str


@dataclass(frozen=True, kw_only=True)
class DelaysFlattened(Diagnostic):
    """The delays between attempts follow a list or a factor that Airflow 2 cannot say: it has one delay, or one that doubles.

    The number of attempts is the same; they are made at other times. In Airflow 3 a retry policy says it.
    """

    code: ClassVar[str] = "AFW250"
    text: ClassVar[str] = "`{owner}` waits {written} between attempts, the source {stated}"
    owner: str
    written: str
    stated: str


@dataclass(frozen=True, kw_only=True)
class RuleLost(Diagnostic):
    """The task has a trigger rule that this version of Airflow lacks (`all_done_min_one_success` in 2.11). It is written with the
    nearest one, under which it also runs where no task above succeeded.

    Look at the states of the tasks above in the task itself, and skip or fail there.
    """

    code: ClassVar[str] = "AFW350"
    text: ClassVar[str] = (
        "`{task}` has the rule `{written}` in place of `{rule}`, which Airflow {version} lacks"
    )
    rule: str
    written: str
    version: str


@dataclass(frozen=True, kw_only=True)
class RuleSeesAllInstances(Diagnostic):
    """A task of a mapped group starts as soon as one task above failed, succeeded or ended. For these rules Airflow 2.11 looks at
    the tasks of all instances, not at those of the task's own instance, as the source and Airflow 3.3 do.

    Write the decision into the body, behind the rule `all_done`.
    """

    code: ClassVar[str] = "AFW351"
    text: ClassVar[str] = (
        "`{task}` starts by `{rule}` over all instances of the group `{group}`, not over its own alone"
    )
    rule: str
    group: str


@dataclass(frozen=True, kw_only=True)
class NothingInPlaceOfList(Diagnostic):
    """A task takes the outputs of all instances of a mapped task, and its trigger rule lets it run where there were none:
    Airflow 2.11 then hands over None, not an empty list.

    Begin the body with `values = values or []`.
    """

    code: ClassVar[str] = "AFW352"
    text: ClassVar[str] = (
        "`{task}` is given None, not an empty list, where no instance of `{mapped}` gave an output"
    )
    mapped: str


@dataclass(frozen=True, kw_only=True)
class RunAtSwitchOn(Diagnostic):
    """When a DAG with a cron and without catching up is switched on, Airflow 2.11 at once makes the run of the last tick that
    passed. The source waits for the next one.

    Look at the double run when you switch over: pause the source after a tick, and unpause the DAG after the next.
    """

    code: ClassVar[str] = "AFW251"
    text: ClassVar[str] = (
        "`{pipeline}` makes the run of the last tick at once when it is switched on"
    )


@dataclass(frozen=True, kw_only=True)
class SettingGone(Diagnostic):
    """This version of Airflow refuses an argument that has an effect, or takes it and does nothing with it.

    Airflow 3 has no SLAs: nobody is told any more when a task is late. Give the DAG a `deadline` (`DeadlineAlert`) that says
    the same; Airflow 2 has no deadlines and no retry policies, and runs no asynchronous functions.
    """

    code: ClassVar[str] = "AFW370"
    text: ClassVar[str] = "`{argument}` of `{owner}` does nothing in Airflow {version}: {effect}"
    argument: str
    owner: str
    version: str
    effect: str
