"""Diagnostics of what operations become in Prefect, beside those of `polydag.backends.prefect.codes`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from polydag.diagnostics import Diagnostic


@dataclass(frozen=True, kw_only=True)
class LatestByStart(Diagnostic):
    """A task that lets only the latest run go on became one that compares the scheduled start of the run with now.

    A run that the schedule started stops there once the next run of the schedule is due; a run by hand goes on, as in the
    source. Where the pipeline has no schedule in the code, every run goes on.
    """

    code: ClassVar[str] = "PFW230"
    text: ClassVar[str] = "`{task}` asks by itself whether a later run of the schedule is due"


@dataclass(frozen=True, kw_only=True)
class LooksForRun(Diagnostic):
    """A sensor of the source that waits for another pipeline became a task that asks the API for the run of that flow.

    The run meant is the one that was due when this one was, so much earlier where the source says so. Both flows must be
    scheduled by one server. As in the source a run that was started by hand at another time is not found. What always follows
    the other flow is better started by an automation on the end of its runs.
    """

    code: ClassVar[str] = "PFW233"
    text: ClassVar[str] = (
        "`{task}` looks for the run of the flow `{flow}` by the time at which it was due"
    )
    flow: str


@dataclass(frozen=True, kw_only=True)
class AsksByPause(Diagnostic):
    """A task that asks a person became one that runs a small flow, which is paused until somebody resumes it with the answer.

    The page of that flow run (called `question`, under the run of the flow) shows the form, and Prefect checks what is filled in;
    `resume_flow_run(id, run_input={"chosen_options": …})` answers from code. The task holds its worker while it waits. When
    nobody answers in time that small run fails, and the task goes on with the options that it has by default, or fails too.
    """

    code: ClassVar[str] = "PFW235"
    text: ClassVar[str] = "`{task}` asks in a paused flow run of its own, which somebody resumes"


@dataclass(frozen=True, kw_only=True)
class AnybodyAnswers(Diagnostic):
    """The question is for certain users, and whoever may resume flow runs can answer it.

    The form says for whom it is. Restrict who reaches the server where nobody else may answer.
    """

    code: ClassVar[str] = "PFW332"
    text: ClassVar[str] = "anybody can answer `{task}`, which is for {users}"
    users: str


@dataclass(frozen=True, kw_only=True)
class AssetEventsAsked(Diagnostic):
    """A body reads what was noted whenever an asset was made: the events of Airflow are those of Prefect's materializations.

    The server is asked for them, so what was made before the move, or longer ago than it keeps events, is not among them. An
    event has what was noted (`extra`) and the time (`timestamp`); anything else raises when it is asked for. The server writes
    events down a moment after they happen: a task that runs at once after the one that made the asset may not see its event.
    """

    code: ClassVar[str] = "PFW260"
    text: ClassVar[str] = "`{task}` asks the server when `{asset}` was materialized"
    asset: str


@dataclass(frozen=True, kw_only=True)
class RunsElsewhere(Diagnostic):
    """Another Python than the task's runs the function: in a virtual environment made for it, by a path, or in a container.

    Prefect has no such tasks: a decorator in the module writes the function's text into a file, has it run there with its
    arguments, and brings the result back. What the function prints is shown when it has ended, and a failure there is a
    `CalledProcessError` here. The interpreters, pip and package indexes must be there where the flow runs, and
    `dill` or `cloudpickle` where one of them carries the arguments. A container is started by the Docker SDK.
    """

    code: ClassVar[str] = "PFW234"
    text: ClassVar[str] = "`{task}` is sent to a Python of its own ({python}) by a decorator"
    python: str


@dataclass(frozen=True, kw_only=True)
class LaunchByDeployment(Diagnostic):
    """A task that starts another pipeline became one that starts a run of its deployment, which must exist by then.

    Serve or deploy the other flow under the name in the code (`flow.serve(name=…)`, `prefect deploy`), with a worker that
    takes its runs. A deployment refuses parameters that its flow does not have.
    """

    code: ClassVar[str] = "PFW231"
    text: ClassVar[str] = "`{task}` starts the deployment of {deployment}, which must be served"
    deployment: str


@dataclass(frozen=True, kw_only=True)
class LaunchAsCall(Diagnostic):
    """A task that starts another pipeline of the same file and waits for it became one that calls that flow.

    The flow runs in the process of the task, as a run of its own, and fails the task where it fails. Give it a deployment, and
    start that, where it shall run elsewhere.
    """

    code: ClassVar[str] = "PFW232"
    text: ClassVar[str] = "`{task}` calls the flow `{flow}`, which runs in its process"
    flow: str


@dataclass(frozen=True, kw_only=True)
class LaunchDetailLost(Diagnostic):
    """Something that the source says about the run that it starts cannot be said in Prefect.

    The message says what happens in its place. Give the other flow a parameter for it, if it matters there.
    """

    code: ClassVar[str] = "PFW330"
    text: ClassVar[str] = "`{attribute}` of the run that `{task}` starts is lost: {reason}"
    attribute: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class LaunchNotWritten(Diagnostic):
    """A task is mapped and starts a run of another pipeline for each element, which is not written yet.

    The task raises NotImplementedError when it runs. Write a task that calls the other flow, or `run_deployment`, with one
    element, and map that.
    """

    code: ClassVar[str] = "PFW331"
    text: ClassVar[str] = (
        "`{task}` starts a run for each element of a collection, which is not written"
    )


@dataclass(frozen=True, kw_only=True)
class ContextBuilt(Diagnostic):
    """A body hands the context of Airflow on to a function, or takes it apart: a small mapping of what Prefect knows is built.

    It holds the date of the run, its id, its parameters, and `ti`, `task`, `dag` and `dag_run` with what is known of them. Any
    other key raises when it is asked for; what the function gets from XCom it has to be given as an argument.
    """

    code: ClassVar[str] = "PFW218"
    text: ClassVar[str] = (
        "the context that `{function}` hands on holds what Prefect knows of it: any other key raises"
    )
    function: str


@dataclass(frozen=True, kw_only=True)
class LateUnnoticed(Diagnostic):
    """Airflow calls somebody when a run or a task is late (`deadline`, `sla`, `sla_miss_callback`); nothing in the code does.

    An automation can: a proactive trigger, `EventTrigger(posture=Posture.Proactive, after={"prefect.flow-run.Pending"},
    expect={"prefect.flow-run.Completed", "prefect.flow-run.Failed"}, for_each={"prefect.resource.id"}, match_related=…,
    within=timedelta(…))`, with `SendNotification`, or `RunDeployment` of a flow that calls what the source calls. Make it with
    `Automation(…).create()`, or beside the deployment. The flow's `timeout_seconds` fails a late run, which Airflow does not.
    """

    code: ClassVar[str] = "PFW360"
    text: ClassVar[str] = "`{attribute}` of `{owner}` is not carried over: {reason}"
    attribute: str
    owner: str
    reason: str
