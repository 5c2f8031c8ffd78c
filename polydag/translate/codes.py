"""Diagnostics of the driver: what went wrong with a file, and breaches of the invariants that it checks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from polydag.diagnostics import Diagnostic


@dataclass(frozen=True, kw_only=True)
class InternalError(Diagnostic):
    """polydag itself failed on this file: a bug of polydag, never of the file. The other files were converted.

    Nothing was written for the file. Please report it; `--verbose` prints the traceback.
    """

    code: ClassVar[str] = "IR902"
    text: ClassVar[str] = "internal error while {doing}: {error}"
    doing: str
    error: str
    trace: str = ""


@dataclass(frozen=True, kw_only=True)
class KeptByEdit(Diagnostic):
    """What other engines would lose is not lost here: the file is edited, and the edit keeps the place as it stands.

    The message is the finding's own, which `polydag explain` tells more of, and speaks of what the source does or of what
    a conversion to another engine would do.
    """

    code: ClassVar[str] = "IR005"
    text: ClassVar[str] = "kept as it stands, {found}: {finding}"
    found: str
    finding: str


@dataclass(frozen=True, kw_only=True)
class BrokenOutput(Diagnostic):
    """The code that polydag made is not valid Python, so it was not written: a bug of polydag.

    Please report it with the source.
    """

    code: ClassVar[str] = "IR903"
    text: ClassVar[str] = "internal: the code made for {target} does not compile: {fault}"
    fault: str


@dataclass(frozen=True, kw_only=True)
class TaskNotWritten(Diagnostic):
    """A task of the source is not found in the code that polydag made, and no diagnostic says where it went.

    The conversion is refused: tasks in must be tasks out. This is a bug of polydag; please report it with the source.
    """

    code: ClassVar[str] = "IR904"
    text: ClassVar[str] = "internal: `{task}` is missing from the code made for {target}"


@dataclass(frozen=True, kw_only=True)
class DependencyNotWritten(Diagnostic):
    """The code that polydag made was read back, and a dependency of the source is not in it.

    The conversion is refused: the result would run in another order. This is a bug of polydag; please report it with the
    source.
    """

    code: ClassVar[str] = "IR905"
    text: ClassVar[str] = (
        "internal: the code made for {target} does not run `{task}` after `{upstream}`"
    )
    upstream: str


@dataclass(frozen=True, kw_only=True)
class DependencyInvented(Diagnostic):
    """The code that polydag made was read back, and it holds a dependency that the source does not have.

    The conversion is refused: a failure would stop tasks that the source runs. This is a bug of polydag; please report it
    with the source.
    """

    code: ClassVar[str] = "IR906"
    text: ClassVar[str] = (
        "internal: the code made for {target} runs `{task}` only after `{upstream}`, unlike the source"
    )
    upstream: str


@dataclass(frozen=True, kw_only=True)
class NotReadBack(Diagnostic):
    """The code that polydag made could not be read back as a pipeline, so its dependencies were not checked one by one.

    The code compiles and holds every task. Check it by running it: `polydag compare SOURCE RESULT`.
    """

    code: ClassVar[str] = "IR002"
    text: ClassVar[str] = (
        "the dependencies of `{pipeline}` in the code made for {target} were not read back: {reason}"
    )
    reason: str


@dataclass(frozen=True, kw_only=True)
class NoPipeline(Diagnostic):
    """The file was named on the command line, but holds nothing that polydag reads as a pipeline.

    A pipeline is an Airflow DAG, a Dagster job or set of assets, a Prefect flow, or a `Pipeline` of polydag's own DSL. Inside
    a folder such files are passed over in silence.
    """

    code: ClassVar[str] = "IR420"
    text: ClassVar[str] = "no pipeline found in this file"


@dataclass(frozen=True, kw_only=True)
class InvalidModel(Diagnostic):
    """A JSON or YAML file that should hold the IR does not follow its schema (`polydag schema`).

    The message names the first place that is wrong.
    """

    code: ClassVar[str] = "IR421"
    text: ClassVar[str] = "not a module of the IR: {reason}"
    reason: str


@dataclass(frozen=True, kw_only=True)
class SequenceRelaxed(Diagnostic):
    """With `--sequence relax` calls that only follow each other in the source do not wait for each other: they run at the same
    time, and a failure of the first no longer stops the second.

    Leave the option out to keep the order, or state the dependency in the source where it matters.
    """

    code: ClassVar[str] = "IR301"
    text: ClassVar[str] = "`{task}` no longer waits for `{upstream}`, which only stood before it"
    upstream: str


@dataclass(frozen=True, kw_only=True)
class RefusedAsAsked(Diagnostic):
    """Something would be lost in this file, and `--unsupported error` asks for no code in that case.

    The other findings say what. Change the source, write a rule, or leave the option out: then what cannot be carried over
    raises when it runs.
    """

    code: ClassVar[str] = "IR302"
    text: ClassVar[str] = (
        "no code for {target}: {count} of the findings are losses, and `--unsupported error` was given"
    )
    count: int


@dataclass(frozen=True, kw_only=True)
class NameUndefined(Diagnostic):
    """The code that was made reads a name that nothing in it defines: something of the source's engine, or of its building code,
    that was carried along as it stands. Where the name is read the code raises a NameError; at the top of the module that is
    when it is imported.

    Define the name in the result, or replace the expression in the source by a constant.
    """

    code: ClassVar[str] = "IR306"
    text: ClassVar[str] = "the code made for {target} reads `{name}`, which nothing in it defines"
    name: str


@dataclass(frozen=True, kw_only=True)
class ArgumentUnsaid(Diagnostic):
    """A task is given something that no expression stands for: a function defined inside of the function that builds the
    pipeline, a class, an object of the engine. In its place stands an expression that raises.

    Define the function at the top of the file, where it is carried with the code, or build the object inside the task.
    """

    code: ClassVar[str] = "IR303"
    text: ClassVar[str] = (
        "`{argument}`, which `{task}` needs, cannot be written as code: what stands for it raises"
    )
    argument: str


@dataclass(frozen=True, kw_only=True)
class VariableShared(Diagnostic):
    """A function assigns a variable of the function around it (`nonlocal`). Tasks share no variables: they may run in
    processes of their own, where the assignment would be lost. The function raises when it runs, with these words.

    Return the value, and give it to the tasks that need it.
    """

    code: ClassVar[str] = "IR304"
    text: ClassVar[str] = (
        "`{function}` assigns `{name}` of the function around it, and tasks share no variables: it raises when it runs"
    )
    function: str
    name: str


@dataclass(frozen=True, kw_only=True)
class ParameterConversion(Diagnostic):
    """A run is given a value of another type than the parameter's: Prefect makes a number of the text `3` where the parameter
    is one, and fails the run where it cannot; Airflow and Dagster refuse the run.

    Whoever starts runs from outside has to give values of the right type to Airflow and Dagster.
    """

    code: ClassVar[str] = "IR003"
    text: ClassVar[str] = (
        "{names} of `{pipeline}` must be given a value of the type: the target {here}, the source {there}"
    )
    names: str
    here: str
    there: str


@dataclass(frozen=True, kw_only=True)
class ParameterObject(Diagnostic):
    """The source makes an object of what a run gives for the parameter, by its annotation: a date of a text, a member of an
    enumeration of its value, a model of a dict. Airflow and Dagster hand on what they are given.

    Make the object in the tasks that take the parameter, or give the parameter a plain type in the source.
    """

    code: ClassVar[str] = "IR305"
    text: ClassVar[str] = (
        "`{name}` of `{pipeline}` is not made a `{kind}` of what a run gives: tasks get the plain value"
    )
    name: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class PackageElsewhere(Diagnostic):
    """The code imports a package that comes with the source's engine, and does not come with the target's: pendulum and croniter
    with Airflow, say, httpx with Prefect.

    Install it where the target's code runs, else its import fails. `MIGRATION.md` lists it under the packages.
    """

    code: ClassVar[str] = "IR004"
    text: ClassVar[str] = (
        "the code imports `{package}`, which comes with {source} and not with {here}: install it there"
    )
    package: str
    source: str
    here: str


@dataclass(frozen=True, kw_only=True)
class ReadsOtherwise(Diagnostic):
    """The file was read before and after it was edited for another version of its engine, and the two say different things.

    Compare the two files there, and run both: `polydag compare OLD NEW`. If the edit is at fault, please report it with the
    source.
    """

    code: ClassVar[str] = "IR360"
    text: ClassVar[str] = "`{pipeline}` reads otherwise for {target} than in the source: {what}"
    what: str
