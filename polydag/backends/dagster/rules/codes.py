"""Diagnostics of what operations become in Dagster, beside those of `polydag.backends.dagster.codes`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from polydag.diagnostics import Diagnostic


@dataclass(frozen=True, kw_only=True)
class LatestByTick(Diagnostic):
    """A task that lets only the latest run go on became an op that compares the run's tick with now.

    A run that the schedule or a backfill started stops there once the next run of the schedule is due; a run by hand goes on,
    as in the source. Where the pipeline has no schedule in the code, every run goes on.
    """

    code: ClassVar[str] = "DGW230"
    text: ClassVar[str] = "`{task}` asks by itself whether a later run of the schedule is due"


@dataclass(frozen=True, kw_only=True)
class PollsInOp(Diagnostic):
    """A sensor of the source became an op that asks the author's function in a loop, since Dagster's own sensors start runs
    and stand in none.

    It asks as often, for as long, and a wait in vain ends as in the source; an interval that grows does so without the source's
    jitter. The op holds its process while it waits, also
    where the source freed its worker between two looks. What the whole pipeline waits for is better a `@sensor` of Dagster's
    that starts the job: write one where that is meant.
    """

    code: ClassVar[str] = "DGW216"
    text: ClassVar[str] = "`{task}` waits in a loop of its own{held}"
    held: str


@dataclass(frozen=True, kw_only=True)
class LooksForRun(Diagnostic):
    """A sensor of the source that waits for another pipeline became an op that asks the instance for the latest run of that job.

    The run meant is the one for the same date: where both jobs have partitions of one kind, the one of the same partition; else
    the one that its schedule started at the same time, so much earlier where the source says so. Both jobs must be on one
    instance. As in the source a run that was started by hand at another time is not found, and an op without a schedule's
    time to look for fails. What always follows the other job is better started by a run status sensor, or by the assets that
    it makes.
    """

    code: ClassVar[str] = "DGW233"
    text: ClassVar[str] = "`{task}` looks for the run of the job `{job}` by the {how}"
    job: str
    how: str


@dataclass(frozen=True, kw_only=True)
class AsksByAsset(Diagnostic):
    """A task that asks a person became an op that shows the question in its log and waits for a materialization of the asset
    `JOB/OP`, whose metadata are the answer.

    Dagster pauses no run. Somebody who answers reports that materialization, for the partition that is the id of the run (with
    the mapping key behind a slash, where the op is mapped), with `chosen_options` and the fields of the form in its metadata: by
    `POST /report_asset_materialization/JOB/OP` of the webserver, or with `instance.report_runless_asset_event`. What is no valid
    answer is told in the log, and waiting goes on. The op holds its process while it waits.
    """

    code: ClassVar[str] = "DGW235"
    text: ClassVar[str] = (
        "`{task}` asks in its log and waits for a materialization of `{job}/{task}` as the answer"
    )
    job: str


@dataclass(frozen=True, kw_only=True)
class AnybodyAnswers(Diagnostic):
    """The question is for certain users, and whoever may report materializations to Dagster can answer it.

    The op says in its log for whom it is. Restrict who reaches the webserver where nobody else may answer.
    """

    code: ClassVar[str] = "DGW332"
    text: ClassVar[str] = "anybody can answer `{task}`, which is for {users}"
    users: str


@dataclass(frozen=True, kw_only=True)
class AssetReported(Diagnostic):
    """A task makes an asset of the source and is no asset itself: it is an op, it makes several, or others make the same one.

    It reports the asset as materialized when it has succeeded (`context.log_event(AssetMaterialization(…))`), so that what
    waits for the asset starts, and what was noted about it stands in the event. Where something is noted once and in any case,
    that is when it is reported. The asset itself has no definition in the code: choose the task that makes it and write that as
    an asset, where there is one.
    """

    code: ClassVar[str] = "DGW261"
    text: ClassVar[str] = "`{task}` reports `{asset}` as materialized, as it is no asset itself"
    asset: str


@dataclass(frozen=True, kw_only=True)
class AssetEventsAsked(Diagnostic):
    """A body reads what was noted whenever an asset was made: the events of Airflow are the materializations of Dagster.

    The instance is asked for them, so what was made before the move is not among them. An event has what was noted (`extra`) and
    the time (`timestamp`); anything else raises when it is asked for. An op reports what it makes (DGW261).
    """

    code: ClassVar[str] = "DGW260"
    text: ClassVar[str] = "`{task}` asks the instance when `{asset}` was materialized"
    asset: str


@dataclass(frozen=True, kw_only=True)
class RunsElsewhere(Diagnostic):
    """Another Python than the task's runs the function: in a virtual environment made for it, by a path, or in a container.

    Dagster has no such tasks: a decorator in the module writes the function's text into a file, has it run there with its
    arguments, and brings the result back. What the function prints is shown when it has ended, and a failure there is a
    `CalledProcessError` here. The interpreters, pip and package indexes must be there where the op runs, and
    `dill` or `cloudpickle` where one of them carries the arguments. A container is started by the Docker SDK.
    """

    code: ClassVar[str] = "DGW234"
    text: ClassVar[str] = "`{task}` is sent to a Python of its own ({python}) by a decorator"
    python: str


@dataclass(frozen=True, kw_only=True)
class LaunchBySensor(Diagnostic):
    """A task that starts another pipeline and does not wait became an op that announces the run, and a sensor that starts it.

    The announcement is a materialization of the asset `launches/JOB`. The sensor is on by default and is evaluated by the Dagster
    daemon, as schedules are, so that the run starts some seconds later.
    """

    code: ClassVar[str] = "DGW231"
    text: ClassVar[str] = "`{task}` announces a run of `{job}`, which the sensor `{sensor}` starts"
    job: str
    sensor: str


@dataclass(frozen=True, kw_only=True)
class LaunchInProcess(Diagnostic):
    """A task that starts another pipeline of the same file and waits for it became an op that runs that job.

    The job runs in the process of the op, as a run of its own on the same instance, and not by the run launcher: it passes
    over limits of runs, and over the executor of the job.
    """

    code: ClassVar[str] = "DGW232"
    text: ClassVar[str] = "`{task}` runs the job `{job}` in its own process"
    job: str


@dataclass(frozen=True, kw_only=True)
class LaunchDetailLost(Diagnostic):
    """Something that the source says about the run that it starts cannot be said in Dagster.

    The message says what happens in its place. Give the other job a config for it, if it matters there.
    """

    code: ClassVar[str] = "DGW330"
    text: ClassVar[str] = "`{attribute}` of the run that `{task}` starts is lost: {reason}"
    attribute: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class LaunchByWebserver(Diagnostic):
    """A task that starts a pipeline of another file became an op that asks the webserver for a run of that job.

    The webserver knows the jobs of all code locations: set DAGSTER_WEBSERVER_HOST and DAGSTER_WEBSERVER_PORT where it is not
    `localhost:3000`. What the run is given is the config of the resource `params`, by which a converted job reads its
    parameters; the webserver refuses it, and the op fails, where the job has no such resource. A date is the partition of
    that day.
    """

    code: ClassVar[str] = "DGW236"
    text: ClassVar[str] = "`{task}` asks the webserver for a run of `{job}`"
    job: str


@dataclass(frozen=True, kw_only=True)
class LaunchNotWritten(Diagnostic):
    """A task starts a run of another pipeline for each element of a collection, which is not written yet.

    The op raises NotImplementedError when it runs. Map an op that starts one run, by the webserver's client or by
    `execute_in_process`.
    """

    code: ClassVar[str] = "DGW331"
    text: ClassVar[str] = (
        "`{task}` starts `{job}` for each element of a collection, which is not written"
    )
    job: str


@dataclass(frozen=True, kw_only=True)
class ContextBuilt(Diagnostic):
    """A body hands the context of Airflow on to a function, or takes it apart: a small mapping of what Dagster knows is built.

    It holds the date of the run, its id, its parameters, and `ti`, `task`, `dag` and `dag_run` with what is known of them. Any
    other key raises when it is asked for; what the function gets from XCom it has to be given as an argument.
    """

    code: ClassVar[str] = "DGW218"
    text: ClassVar[str] = (
        "the context that `{function}` hands on holds what Dagster knows of it: any other key raises"
    )
    function: str


@dataclass(frozen=True, kw_only=True)
class DbtByResource(Diagnostic):
    """A command that runs dbt and does no more than that is run by `DbtCliResource` of dagster-dbt, with the same words.

    A failure of dbt fails the op as the command's exit code failed the task. dbt runs in the folder of its project, looks for
    `profiles.yml` there first, and writes its log and artifacts (`run_results.json`) into a folder of each run's own below
    `target`: whatever reads them afterwards must look there. The project must be where Dagster loads the code.
    """

    code: ClassVar[str] = "DGW222"
    text: ClassVar[str] = (
        "`{task}` runs dbt by dagster-dbt, which keeps the artifacts of each run in a folder of its own"
    )


@dataclass(frozen=True, kw_only=True)
class LateUnnoticed(Diagnostic):
    """Airflow calls somebody when a run or a task is late (`deadline`, `sla`, `sla_miss_callback`); nothing in the code does.

    A sensor can: one that asks `context.instance.get_run_records(RunsFilter(job_name=…, statuses=[…STARTED]))` for runs whose
    `create_timestamp` is too long ago, calls what the source calls, and keeps their ids in its cursor, so that each is told once.
    What matters about an asset is better said as `freshness_policy=FreshnessPolicy.time_window(fail_window=…)`, which Dagster
    watches by itself. The tag `dagster/max_runtime` ends a run that is late, which Airflow does not.
    """

    code: ClassVar[str] = "DGW360"
    text: ClassVar[str] = "`{attribute}` of `{owner}` is lost: {reason}"
    attribute: str
    owner: str
    reason: str
