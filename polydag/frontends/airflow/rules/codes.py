"""Diagnostics of the rules: what operators do that is not carried over, or not as it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from polydag.diagnostics import Diagnostic


@dataclass(frozen=True, kw_only=True)
class FolderUnknown(Diagnostic):
    """The path that a file sensor looks for is not known to be absolute: Airflow starts it at the folder of a connection.

    Elsewhere a relative path starts at the folder in which the run's process works. Write the path out in full, or start that
    process in the folder of the connection.
    """

    code: ClassVar[str] = "AFR360"
    text: ClassVar[str] = (
        "a relative path of `{task}` starts where the run works, not at the folder of `{connection}`"
    )
    connection: str


@dataclass(frozen=True, kw_only=True)
class ProcessorLost(Diagnostic):
    """The last line of a command goes through a function before Airflow hands it on, and that function is not carried over.

    What reads the task is given the line as it is, also where Airflow hands on the keys of a dict one by one. Let the
    task below do what the function does.
    """

    code: ClassVar[str] = "AFR361"
    text: ClassVar[str] = (
        "`{processor}` makes the output of `{task}`: what reads it is given the last line as it is"
    )
    processor: str


@dataclass(frozen=True, kw_only=True)
class CommandRendered(Diagnostic):
    """The command that a function under `@task.bash` returns holds template expressions, which Airflow renders before it runs it.

    Elsewhere the braces reach the shell as they are. Take the value as a parameter of the function, and put it into the command.
    """

    code: ClassVar[str] = "AFR362"
    text: ClassVar[str] = (
        "Airflow renders the command that `{function}` returns for `{task}`: elsewhere its braces stay"
    )
    function: str


@dataclass(frozen=True, kw_only=True)
class PlaceLost(Diagnostic):
    """The function runs in an environment of its own: a virtual environment, a container, a cluster.

    It is read as a function that runs where the task runs. What it imports has to be installed there. A virtual environment and
    another interpreter are carried to every engine where their settings are known when the file is loaded, and where the
    function's own text is all that it needs: one that asks Airflow for something of the run is not, but for `ds`, `ts`
    and `run_id` as parameters.
    """

    code: ClassVar[str] = "AFR309"
    text: ClassVar[str] = (
        "`{task}` runs where the other tasks run: `{decorator}` was not carried over, {reason}"
    )
    decorator: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class PersonAsked(Diagnostic):
    """The task asks a person (an approval, a choice, an entry), and how it asks is only known in a run: whether several options
    may be chosen, which task an option stands for, what the form holds, for how long it waits, or for whom.

    The task raises in other engines, and stays as it is in Airflow. Write these arguments out in the file, and the question is
    asked there too.
    """

    code: ClassVar[str] = "AFR363"
    text: ClassVar[str] = (
        "`{task}` asks a person ({operator}), and only a run knows how: it raises in other engines"
    )
    operator: str


@dataclass(frozen=True, kw_only=True)
class OtherAwaited(Diagnostic):
    """The sensor waits until tasks or a run of another DAG have ended, and reading does not tell which: a function works out the
    date (`execution_date_fn`), a group of a DAG that does not stand above it in the file is meant, or a name, a state or the time
    between is only known in a run.

    That is asked of Airflow's own records; elsewhere the task raises. Write the names and `execution_delta` out, and the
    sensor becomes a task that looks for the other run.
    """

    code: ClassVar[str] = "AFR364"
    text: ClassVar[str] = (
        "which run of another DAG `{task}` waits for (`{awaited}`) is not known: it raises elsewhere"
    )
    awaited: str


@dataclass(frozen=True, kw_only=True)
class ClearingDropped(Diagnostic):
    """An `ExternalTaskMarker` does nothing in a run: who clears it in Airflow clears what it names in the other DAG, too.

    It is read as an anchor. When you run the pipeline again for an old date, run the other one again as well.
    """

    code: ClassVar[str] = "AFR160"
    text: ClassVar[str] = "clearing `{task}` clears `{marked}` of another DAG in Airflow only"
    marked: str


@dataclass(frozen=True, kw_only=True)
class LooksOutside(Diagnostic):
    """A sensor that asks an outside system waits in the other engines for a function that asks it with a well-known library.

    The connection that Airflow's server holds becomes an environment variable there, which the message names, or the library
    finds its credentials as it always does. Airflow keeps its own sensor.
    """

    code: ClassVar[str] = "AFR004"
    text: ClassVar[str] = "in other engines `{task}` looks with {library}{variable}"
    library: str
    variable: str


@dataclass(frozen=True, kw_only=True)
class NotifierWritten(Diagnostic):
    """A notifier that is called at the end of a task or run is in the other engines a function that sends the same message.

    The connection that Airflow's server holds becomes an environment variable there, which the message names: set it where
    the callbacks run. A connection's further settings (a port, a user, a password) have to be put into the function.
    """

    code: ClassVar[str] = "AFR005"
    text: ClassVar[str] = (
        "in other engines `{notifier}` of `{owner}` sends with {library}; set `{variable}`"
    )
    notifier: str
    library: str
    variable: str
    owner: str


@dataclass(frozen=True, kw_only=True)
class DbtAsOne(Diagnostic):
    """Cosmos makes a task of every model and every test of a dbt project, which it reads when Airflow loads the file. Here one
    task has dbt build them all.

    dbt itself builds the same models in the same order and passes over what a failed one leaves out; a retry builds all of them
    again. Tests run right after their model, whatever `test_behavior` says of the order. What is set for single models, or for
    how cosmos runs dbt, is not carried over.
    """

    code: ClassVar[str] = "AFR206"
    text: ClassVar[str] = "`{task}` is one task that runs dbt: its models are no tasks of their own"


@dataclass(frozen=True, kw_only=True)
class ProfileOfConnection(Diagnostic):
    """Cosmos makes the profile of dbt from a connection that Airflow's server holds. dbt looks for it in a file everywhere else.

    Write a `profiles.yml` with this profile and target beside the project, or into `~/.dbt`. Without it the task fails.
    """

    code: ClassVar[str] = "AFR207"
    text: ClassVar[str] = (
        "`{task}` needs a `profiles.yml`: Cosmos makes the profile from a connection of Airflow's"
    )
