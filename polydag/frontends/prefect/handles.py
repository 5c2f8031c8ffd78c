"""What the names of a Prefect file stand for while it is read: tasks, flows, results, futures, parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from polydag.frontends.prefect.drafts import Draft
from polydag.syntax.calls import Arguments, CallSite, Site
from polydag.syntax.data import (
    NONE,
    Datum,
    FunctionData,
    Handle,
    Known,
    ListData,
    TupleData,
    Unknown,
)

if TYPE_CHECKING:
    from polydag.frontends.prefect.library import PrefectLibrary


@dataclass(eq=False)
class Options:
    """The options of a task or flow: data by name, where they were written, and what was not known of them."""

    data: dict[str, Datum] = field(default_factory=dict)
    site: Site | None = None

    def merged(self, other: Options) -> Options:
        """These options with others on top."""
        return Options(self.data | other.data, self.site)

    def hook(self, event: str, function: Datum) -> None:
        """Call one more function at an event."""
        known = self.data.get(event)
        before = known.items if isinstance(known, ListData | TupleData) else ()
        self.data[event] = ListData([*before, function])


def options_of(arguments: Arguments, names: Mapping[int, str], site: Site | None) -> Options:
    """The options that a call gives; `names` are those of positional ones."""
    data = {name: argument.datum for name, argument in arguments.keywords.items()}
    for position, argument in enumerate(arguments.positional):
        if position in names:
            data.setdefault(names[position], argument.datum)
    return Options(data, site)


@dataclass(eq=False)
class TaskHandle(Handle):
    """A `@task`: calls of it make tasks of the flow that is being read."""

    library: PrefectLibrary
    function: FunctionData
    options: Options
    publishes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The task's name, as Prefect shows it."""
        given = self.options.data.get("name")
        return (
            given.value
            if isinstance(given, Known) and isinstance(given.value, str)
            else self.function.name
        )

    def truth(self) -> bool | None:
        return True

    def attribute(self, name: str, site: Site) -> Datum:
        if name == "fn":
            return self.function
        if name == "name":
            return Known(self.name)
        return Method(self, name)

    def call(self, site: CallSite) -> Datum:
        return self.library.call_task(self, "call", site)


@dataclass(eq=False)
class FlowHandle(Handle):
    """A `@flow`: read for itself, and read as a group where another flow calls it."""

    library: PrefectLibrary
    function: FunctionData
    options: Options

    @property
    def name(self) -> str:
        """The name that polydag gives the pipeline: the author's, or the function's."""
        given = self.options.data.get("name")
        return (
            given.value
            if isinstance(given, Known) and isinstance(given.value, str)
            else self.function.name
        )

    @property
    def address(self) -> str:
        """The name that Prefect gives the flow."""
        return self.name if "name" in self.options.data else self.function.name.replace("_", "-")

    def truth(self) -> bool | None:
        return True

    def attribute(self, name: str, site: Site) -> Datum:
        if name == "fn":
            return self.function
        if name == "name":
            return Known(self.address)
        return Method(self, name)

    def call(self, site: CallSite) -> Datum:
        return self.library.call_flow(self, site)


@dataclass(eq=False)
class Method(Handle):
    """A method of a task or flow, such as `.submit`."""

    owner: TaskHandle | FlowHandle
    name: str

    def call(self, site: CallSite) -> Datum:
        if isinstance(self.owner, TaskHandle):
            return self.owner.library.call_task(self.owner, self.name, site)
        return self.owner.library.call_flow_method(self.owner, self.name, site)


@dataclass(eq=False)
class Output(Handle):
    """What a task gives: its value, or with `is_future` the future of a submitted one; `path` are keys taken from it.

    `element` is the id of the loop inside which it stands for the result of one instance.
    """

    library: PrefectLibrary
    draft: Draft
    path: tuple[str | int, ...] = ()
    is_future: bool = False
    element: str = ""

    def attribute(self, name: str, site: Site) -> Datum:
        if self.is_future and name in ("result", "wait", "state"):
            return FutureMethod(self, name)
        return site.unknown()

    def subscript(self, key: Datum, site: Site) -> Datum:
        constant = key.value if isinstance(key, Known) else None
        if self.is_future and self.draft.is_mapped and isinstance(constant, int):
            return site.unknown()
        if (
            isinstance(constant, str | int)
            and not isinstance(constant, bool)
            and not self.draft.is_mapped
        ):
            return Output(self.library, self.draft, (*self.path, constant), self.is_future)
        return site.unknown()


@dataclass(eq=False)
class FutureMethod(Handle):
    """`future.result`, `future.wait`."""

    future: Output
    name: str

    def call(self, site: CallSite) -> Datum:
        library = self.future.library
        if self.name == "result":
            return library.result_of(self.future, site)
        if self.name == "wait":
            library.waits(self.future, site)
            return NONE
        return site.unknown()


@dataclass(eq=False)
class FlowParameter(Handle):
    """A parameter of the flow that is being read."""

    name: str


@dataclass(eq=False)
class Caught(Handle):
    """The exception that a handler around tasks is given."""

    name: str


@dataclass(eq=False)
class RunFact(Handle):
    """A fact about the run, such as its id, by neutral name."""

    key: str


@dataclass(eq=False)
class Stored(Handle):
    """A variable or secret that lives in Prefect; `text` is the expression that asks for it."""

    what: str
    name: str
    default: Datum | None = None
    text: Unknown | None = None

    def attribute(self, name: str, site: Site) -> Datum:
        return GetStored(self) if name == "get" else site.unknown()


@dataclass(eq=False)
class GetStored(Handle):
    """`secret.get`."""

    stored: Stored

    def call(self, site: CallSite) -> Datum:
        return self.stored


@dataclass(eq=False)
class Logger(Handle):
    """The logger of the run: lines between tasks are told."""

    library: PrefectLibrary

    def attribute(self, name: str, site: Site) -> Datum:
        return LogMethod(self.library)


@dataclass(eq=False)
class LogMethod(Handle):
    """`logger.info` and its like."""

    library: PrefectLibrary

    def call(self, site: CallSite) -> Datum:
        self.library.log_line(site)
        return NONE


@dataclass(eq=False)
class Wrapped(Handle):
    """`unmapped(x)` or `allow_failure(x)`: an argument with a note for the engine."""

    how: str
    datum: Datum


@dataclass(eq=False)
class Tags(Handle):
    """`with tags(...)`: the tasks inside have them."""

    library: PrefectLibrary
    names: tuple[Datum, ...]
    text: str

    def enter(self, site: Site) -> Datum:
        self.library.tags.append(self)
        return self

    def exit(self, site: Site) -> None:
        self.library.tags.pop()


@dataclass(eq=False)
class Timing(Handle):
    """A schedule object: `Cron(...)`, `Interval(...)`, `RRule(...)`."""

    kind: str
    arguments: Arguments


@dataclass(eq=False)
class Backoff(Handle):
    """`exponential_backoff(backoff_factor=…)`."""

    factor: Datum


@dataclass(eq=False)
class Deployment(Handle):
    """`flow.to_deployment(...)`."""

    flow: FlowHandle
    options: Options
