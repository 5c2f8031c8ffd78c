"""Diagnostics of reading Dagster."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from polydag.diagnostics import Diagnostic


@dataclass(frozen=True, kw_only=True)
class ExecutorDropped(Diagnostic):
    """The source chooses how steps are run (an executor, a process per step). It decides where work runs, not what it does.

    Choose the counterpart where the target is deployed.
    """

    code: ClassVar[str] = "DGR101"
    text: ClassVar[str] = (
        "`{argument}` of `{owner}` was not read: it says where steps run, not what they do"
    )
    argument: str
    owner: str


@dataclass(frozen=True, kw_only=True)
class FailureRetried(Diagnostic):
    """The body raises `Failure`, which stands for an ordinary exception. It is read as giving up at once.

    Raise another exception where the attempt shall be repeated.
    """

    code: ClassVar[str] = "DGR201"
    text: ClassVar[str] = (
        "`Failure` in `{function}` is read as giving up: the attempt is not repeated"
    )
    function: str


@dataclass(frozen=True, kw_only=True)
class ArgumentNotRead(Diagnostic):
    """An argument that polydag does not know. What it changes is missing from the conversion.

    Look up what it does, and write it by hand where it matters.
    """

    code: ClassVar[str] = "DGR301"
    text: ClassVar[str] = "the argument `{argument}` of `{owner}` was not read"
    argument: str
    owner: str


@dataclass(frozen=True, kw_only=True)
class ResourceNotRead(Diagnostic):
    """The body uses a resource of Dagster, which other engines do not have. The code that makes it was not converted.

    Write a function that makes the object, and call it in the task.
    """

    code: ClassVar[str] = "DGR302"
    text: ClassVar[str] = "the resource `{resource}`, which `{owner}` uses, was not read"
    resource: str
    owner: str


@dataclass(frozen=True, kw_only=True)
class DefinitionNotRead(Diagnostic):
    """Something that Dagster starts runs by or builds from, and that polydag does not read: a sensor, a component, a custom
    schedule function.

    Write its counterpart by hand.
    """

    code: ClassVar[str] = "DGR303"
    text: ClassVar[str] = "`{name}` was not read: {reason}"
    name: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class AssetOutside(Diagnostic):
    """An asset is given the value of another one that is not part of the pipeline: another run or file makes it.

    Load the value in the task, or convert the whole tree.
    """

    code: ClassVar[str] = "DGR304"
    text: ClassVar[str] = (
        "`{task}` takes the value of the asset `{asset}`, which this pipeline does not make"
    )
    asset: str


@dataclass(frozen=True, kw_only=True)
class SelectionNotRead(Diagnostic):
    """The selection of a job is not known without running the code, so all assets of the module are in it.

    Write the selection as names, keys or groups.
    """

    code: ClassVar[str] = "DGR305"
    text: ClassVar[str] = (
        "the selection of `{pipeline}` was not read: it holds all assets of the module"
    )


@dataclass(frozen=True, kw_only=True)
class GraphNotRead(Diagnostic):
    """A part of a job's graph could not be followed: a call with something that is no output of an op, or a value that is
    computed between ops.

    Compute it in an op.
    """

    code: ClassVar[str] = "DGR306"
    text: ClassVar[str] = "`{expression}` in the graph of `{pipeline}` was not read: {reason}"
    expression: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class DbtBodyLost(Diagnostic):
    """The function that runs dbt does more than that. What it does beside the command was not read.

    Move it into an asset of its own.
    """

    code: ClassVar[str] = "DGR307"
    text: ClassVar[str] = "`{task}` does more than run dbt, which was not read"


@dataclass(frozen=True, kw_only=True)
class OutputSkips(Diagnostic):
    """An op or asset may end without giving an output, which skips what is below. That is carried over, but for two kinds:
    one of several outputs of an op that is mapped, and an asset that only has a spec (`skippable=True`).

    Give the op one output, or make the asset in a function of its own with `output_required=False`.
    """

    code: ClassVar[str] = "DGR308"
    text: ClassVar[str] = (
        "the optional output `{output}` of `{task}` was read as one that is always given"
    )
    output: str


@dataclass(frozen=True, kw_only=True)
class EngineInside(Diagnostic):
    """A body, or a helper that it calls, uses something of Dagster that has no neutral meaning. The text is kept as it
    stands, without the import, so that it fails where it gets there.

    Take what is Dagster's out of the body, or write the target's counterpart in its place.
    """

    code: ClassVar[str] = "DGR309"
    text: ClassVar[str] = "`{name}`, which `{function}` uses, is Dagster's and was not carried over"
    name: str
    function: str


@dataclass(frozen=True, kw_only=True)
class WrapperNotRead(Diagnostic):
    """A decorator of the project stands between Dagster's decorator and the function. The function itself was read; what the
    decorator does around it (retry, time, log) is missing.

    Call what it does in the function, or decorate the converted function with it.
    """

    code: ClassVar[str] = "DGR310"
    text: ClassVar[str] = "what `@{wrapper}` does around `{function}` was not read"
    wrapper: str
    function: str


@dataclass(frozen=True, kw_only=True)
class ParameterClash(Diagnostic):
    """Two configs have a field of one name with different defaults. A run has one parameter of a name, which has the first
    of them.

    Rename one of the fields.
    """

    code: ClassVar[str] = "DGR311"
    text: ClassVar[str] = (
        "`{parameter}` has different defaults in two configs of `{pipeline}`: the first was kept"
    )
    parameter: str


@dataclass(frozen=True, kw_only=True)
class CheckReadsAll(Diagnostic):
    """A check is given a partitioned asset and has no `partitions_def` of its own. Dagster then loads every partition at
    once, as a dict by key, and fails as long as one of them is missing. The check was read as one of the run's partition.

    Give the check the `partitions_def` of the asset. Where all partitions are meant, load them in the check's own code.
    """

    code: ClassVar[str] = "DGR312"
    text: ClassVar[str] = (
        "the check `{check}` reads every partition of `{asset}`: it was read as a check of the run's own"
    )
    check: str
    asset: str


@dataclass(frozen=True, kw_only=True)
class StorageDropped(Diagnostic):
    """An I/O manager says where values are kept between steps. The target keeps them its own way.

    Configure the counterpart where the target is deployed, if values are large or others read them.
    """

    code: ClassVar[str] = "DGR102"
    text: ClassVar[str] = "`{resource}` was not read: it says where values are kept between steps"
    resource: str
