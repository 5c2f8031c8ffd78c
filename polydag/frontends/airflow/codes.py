"""Diagnostics of reading Airflow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from polydag.diagnostics import Diagnostic


@dataclass(frozen=True, kw_only=True)
class NowhereImport(Diagnostic):
    """The import path exists in no version of the provider; what it means is clear, so it is read as that.

    Airflow itself could not load the file. Correct the import if you go on using the source.
    """

    code: ClassVar[str] = "AFR001"
    text: ClassVar[str] = "`{path}` exists in no Airflow: `{task}` is read as `{meant}`"
    path: str
    meant: str


@dataclass(frozen=True, kw_only=True)
class DefaultIgnored(Diagnostic):
    """A key of `default_args` is an argument of no operator of the pipeline.

    Airflow drops such keys without a word, and so it is here. A typing error (`depends_onpast`) is the usual cause.
    """

    code: ClassVar[str] = "AFR002"
    text: ClassVar[str] = (
        "`{key}` in `default_args` is no argument of any operator: Airflow ignores it"
    )
    key: str


@dataclass(frozen=True, kw_only=True)
class SecondCall(Diagnostic):
    """A task function is called more than once, so that Airflow numbers the tasks: f, f__1, f__2.

    The ids are kept. Give the calls ids of their own with `.override(task_id=…)` if the numbers matter to anybody.
    """

    code: ClassVar[str] = "AFR003"
    text: ClassVar[str] = "a further call of `{function}` is the task `{task}`"
    function: str


@dataclass(frozen=True, kw_only=True)
class VersionAssumed(Diagnostic):
    """Nothing in the file says which version of Airflow it is written for, and its schedule means something else in Airflow 3.

    It is read as written for Airflow 2, for whoever writes for Airflow 3 imports `airflow.sdk`. Say `--source-version 3.3` where
    that is wrong, or `--source-version 2.11` to state it.
    """

    code: ClassVar[str] = "AFR040"
    text: ClassVar[str] = (
        "`{pipeline}` is read as written for Airflow {version}, for nothing says otherwise: in Airflow 3 {otherwise}"
    )
    version: str
    otherwise: str


@dataclass(frozen=True, kw_only=True)
class IterationUnknown(Diagnostic):
    """In a loop over something that is only known when the file is loaded one iteration has to do with another in a way that
    no loop of the target says: it is given what the one before made, or only the first or last one waits for something.

    Iterations that follow one another as a chain are carried. Make the others a task that is mapped at run time, or a list in
    the code.
    """

    code: ClassVar[str] = "AFR320"
    text: ClassVar[str] = "the iterations of the loop that makes `{task}` differ: {reason}"
    reason: str


@dataclass(frozen=True, kw_only=True)
class PipelinesUnknown(Diagnostic):
    """A loop over something that is only known when the file is loaded makes whole DAGs, which are read as one.

    Its tasks raise: no target is told how many there are. Convert the file with the names in the code, or write the loop
    around what is made of one.
    """

    code: ClassVar[str] = "AFR321"
    text: ClassVar[str] = (
        "`{pipeline}` stands for one DAG per element of `{over}`, which is only known when the file is loaded: its tasks raise"
    )
    over: str


@dataclass(frozen=True, kw_only=True)
class ArgumentUnknown(Diagnostic):
    """An argument that no rule reads: it is carried to Airflow as it is, and other targets have nothing for it.

    Look up what it does for the operator, and write it by hand where it matters.
    """

    code: ClassVar[str] = "AFR101"
    text: ClassVar[str] = "`{argument}` of `{owner}` is not read: only Airflow output keeps it"
    argument: str
    owner: str


@dataclass(frozen=True, kw_only=True)
class GroupOfOne(Diagnostic):
    """What a task outside of a mapped group is given by a task in it is read as a list, whatever the number of instances.

    So Airflow documents it, and 2.11 does it. Where only one instance gave a value Airflow 3.3.2 hands that over without the list
    around it. A body that expects this should take both.
    """

    code: ClassVar[str] = "AFR202"
    text: ClassVar[str] = (
        "`{task}` takes a list from the mapped group `{group}`: "
        "Airflow 3.3 hands over a single value where only one instance gave one"
    )
    group: str


@dataclass(frozen=True, kw_only=True)
class EdgeUnknown(Diagnostic):
    """One side of a dependency is something that is not known to be a task, so the dependency is missing.

    Write the dependency between tasks that the reader can see.
    """

    code: ClassVar[str] = "AFR301"
    text: ClassVar[str] = "the dependency on `{expression}` was lost: it is not known to be a task"
    expression: str


@dataclass(frozen=True, kw_only=True)
class PullUnknown(Diagnostic):
    """The body pulls an output whose task or key is computed, or left out, so that it is not known where the value comes from.

    The call stays as it is; without Airflow it raises. Without `task_ids` Airflow 2 takes the latest value of any task, Airflow 3
    that of the task itself.
    """

    code: ClassVar[str] = "AFR302"
    text: ClassVar[str] = "`{call}` in `{function}`: which output it pulls is not known"
    call: str
    function: str


@dataclass(frozen=True, kw_only=True)
class ScheduleUnknown(Diagnostic):
    """The schedule is a timetable or an expression of assets that has no neutral form.

    The pipeline is read without a schedule; Airflow output keeps the expression, unless it names what only the building code has.
    Elsewhere nothing starts its runs until you say when. A timetable of your own that leaves days out (holidays, weekends) is a
    cron for all days and a condition: `@schedule(cron_schedule=…, should_execute=…)` in Dagster, a first task that skips others,
    or an `RRule` with `EXDATE`, in Prefect; one that lists its days is `EventsTimetable`, which is read. The partitions of
    `CronPartitionTimetable` are a `TimeWindowPartitionsDefinition` in Dagster, mappers are partition mappings of the assets.
    """

    code: ClassVar[str] = "AFR305"
    text: ClassVar[str] = "the schedule `{expression}` of `{pipeline}` is not read: {kept}"
    expression: str
    kept: str


@dataclass(frozen=True, kw_only=True)
class NameNotCarried(Diagnostic):
    """The body of a function reads a name of the module that is an object of Airflow, or that the building code computes.

    Neither can be carried over, so the function raises a NameError where it reads the name. Define the name in the target,
    or hand the value to the function as an argument.
    """

    code: ClassVar[str] = "AFR310"
    text: ClassVar[str] = "`{function}` reads `{name}`, {how}"
    name: str
    function: str
    how: str = "which was not carried over"


@dataclass(frozen=True, kw_only=True)
class CallbackUnknown(Diagnostic):
    """A callback is not a function that can be read: a notifier, a method, or something made elsewhere.

    It is kept for Airflow only.
    """

    code: ClassVar[str] = "AFR306"
    text: ClassVar[str] = (
        "the callback `{expression}` of `{owner}` is no function that can be read: only Airflow output keeps it"
    )
    expression: str
    owner: str


@dataclass(frozen=True, kw_only=True)
class OperatorUnknown(Diagnostic):
    """No rule reads the operator. The call is kept word for word, and in other targets the task raises when it runs.

    Write what it does as a function, or a rule for the operator: class, arguments and dependencies are all there.
    `convert` prints the five lines of such a rule, and `MIGRATION.md` shows them with their imports.
    """

    code: ClassVar[str] = "AFR307"
    text: ClassVar[str] = "no rule reads `{operator}`: the call of `{task}` is kept as it is"
    operator: str


@dataclass(frozen=True, kw_only=True)
class ClassNotFollowed(Diagnostic):
    """An operator class of the repository does more than configure a class that is known, and its own work cannot be carried
    over as a function: it uses a hook, another part of Airflow, or what its base made of its arguments.

    The call is kept word for word, and in other targets the task raises when it runs. Move the work into a function that
    takes what it needs, or write a rule for the class: `convert` prints its five lines, and `MIGRATION.md` shows them.
    """

    code: ClassVar[str] = "AFR313"
    text: ClassVar[str] = (
        "the class `{operator}` is not read: {reason}; the call of `{task}` is kept as it is"
    )
    operator: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class KillNotCarried(Diagnostic):
    """An operator class of the repository says in `on_kill` what is done when a running task is stopped from outside.

    The targets stop the code where it is. Where something has to be put away, do it in a `finally`.
    """

    code: ClassVar[str] = "AFR103"
    text: ClassVar[str] = "`on_kill` of `{operator}` is not called when `{task}` is stopped"
    operator: str


@dataclass(frozen=True, kw_only=True)
class MappingUnknown(Diagnostic):
    """An output is transformed (`.map`, `.zip`, `.concat`) in a way that no expression says: by a function that skips elements, a
    `partial`, or something that is only known when the file runs.

    It is kept as it is for Airflow. Do the transformation in a task of its own.
    """

    code: ClassVar[str] = "AFR308"
    text: ClassVar[str] = "`{expression}` transforms a mapping: only Airflow output keeps it"
    expression: str


@dataclass(frozen=True, kw_only=True)
class MappedTwice(Diagnostic):
    """A mapped task stands in a mapped group. Airflow refuses such a DAG.

    It is read as a task of the group, run once per element of the group. Map the task outside of the group, or the group alone.
    """

    code: ClassVar[str] = "AFR311"
    text: ClassVar[str] = "`{task}` is mapped inside of a mapped group, which Airflow refuses"


@dataclass(frozen=True, kw_only=True)
class ChoiceInMappedGroup(Diagnostic):
    """A branch or short-circuit stands in a mapped group. It is read as what Airflow documents and 2.11 does: each instance takes
    its own way.

    In Airflow 3.3.2 it skips nothing there, so that the source, run by that release, starts every arm in every instance.
    """

    code: ClassVar[str] = "AFR312"
    text: ClassVar[str] = (
        "`{task}` decides for each instance of the mapped group `{group}`: "
        "Airflow 3.3 itself starts all that is below it"
    )
    group: str


@dataclass(frozen=True, kw_only=True)
class OutsidePipeline(Diagnostic):
    """A task stands outside any DAG, so that no run would ever reach it.

    Put it inside a DAG, or give it `dag=`.
    """

    code: ClassVar[str] = "AFR401"
    text: ClassVar[str] = "`{expression}` stands outside any DAG and is not read"
    expression: str


@dataclass(frozen=True, kw_only=True)
class IdUnknown(Diagnostic):
    """An id is computed from something that is only known when the code runs.

    The expression stands in place of the id. Make it a constant.
    """

    code: ClassVar[str] = "AFR402"
    text: ClassVar[str] = "the id `{expression}` is not known without running the code"
    expression: str


@dataclass(frozen=True, kw_only=True)
class SpreadUnknown(Diagnostic):
    """Arguments are spread from something that is not known without running the code.

    Whatever they set is missing. Write the arguments out, or make the dict a constant.
    """

    code: ClassVar[str] = "AFR403"
    text: ClassVar[str] = (
        "`{owner}` takes arguments from `{expression}`, which is not known without running the code"
    )
    owner: str
    expression: str


@dataclass(frozen=True, kw_only=True)
class BuiltElsewhere(Diagnostic):
    """A function that cannot be read is given a DAG or a task, so it may build more than is seen here.

    What it builds is missing. Convert the tree that holds it, or write the tasks out.
    """

    code: ClassVar[str] = "AFR404"
    text: ClassVar[str] = "`{call}` may build tasks, and cannot be read"
    call: str


@dataclass(frozen=True, kw_only=True)
class FunctionUnknown(Diagnostic):
    """The function that a task runs is not known: it is computed, or missing.

    The task is kept with its source, and raises in the targets. Name a function.
    """

    code: ClassVar[str] = "AFR405"
    text: ClassVar[str] = "what `{task}` runs is not known: `{expression}`"
    expression: str


@dataclass(frozen=True, kw_only=True)
class MappedOverNothing(Diagnostic):
    """`expand` is given nothing to map over, or only what is not known, so there is one task, which is not mapped.

    Airflow does not load a file that says `expand()`. Name the argument that is to differ, or call the task.
    """

    code: ClassVar[str] = "AFR406"
    text: ClassVar[str] = "`{owner}` is mapped over nothing: it is read as one task"
    owner: str
