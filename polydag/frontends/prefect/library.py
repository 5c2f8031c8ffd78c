"""What Prefect's names do while a file is read: decorators make tasks and flows, calls inside a flow make its graph."""

from __future__ import annotations

import ast
from typing import Literal

from polydag.diagnostics import Collector, Diagnostic
from polydag.frontends.fields import field_of
from polydag.frontends.prefect import names
from polydag.frontends.prefect.codes import (
    CallNotReadable,
    LogDropped,
    RegionEntered,
    WaitWithoutResult,
)
from polydag.frontends.prefect.control import Control
from polydag.frontends.prefect.deployments import Entry
from polydag.frontends.prefect.flow import FlowReading
from polydag.frontends.prefect.handles import (
    Backoff,
    Deployment,
    FlowHandle,
    Logger,
    Method,
    Options,
    Output,
    RunFact,
    Stored,
    Tags,
    TaskHandle,
    Timing,
    Wrapped,
    options_of,
)
from polydag.frontends.prefect.settings import Settings
from polydag.frontends.prefect.subflows import read_subflow
from polydag.frontends.prefect.values import outputs_in
from polydag.frontends.prefect.wrapping import authors
from polydag.ir.functions import Function
from polydag.ir.tasks import Task
from polydag.syntax.calls import CallSite, Site
from polydag.syntax.data import NONE, Datum, External, FunctionData, Known, Unknown
from polydag.syntax.flow import Signal
from polydag.syntax.library import NOT_HANDLED, Library, NotHandled, Run, RunElement
from polydag.syntax.skipping import builds


class PrefectLibrary(Library):
    """Reads one file; `current` is the flow whose body is being followed, None at module level."""

    def __init__(self, collector: Collector, settings: Settings) -> None:
        self.collector = collector
        self.settings = settings
        self.current: FlowReading | None = None
        self.control = Control(self)
        self.flows: list[FlowHandle] = []
        self.called: set[FlowHandle] = set()
        self.tags: list[Tags] = []
        self.entries: list[Entry] = []
        self.in_entry = False

    @property
    def functions(self) -> dict[str, Function]:
        """The functions of the author that tasks and hooks run."""
        return self.settings.functions

    @property
    def taken(self) -> set[str]:
        """Names that the module uses."""
        return self.settings.taken

    def tell(self, diagnostic: Diagnostic) -> None:
        """Tell a finding."""
        self.collector.tell(diagnostic)

    def owns(self, qualified: str) -> bool:
        return names.owns(qualified)

    def function_of(self, task: TaskHandle) -> str:
        """The name of the task's function among the module's."""
        return self.settings.function(task.function)

    def packing_of(self, task: TaskHandle) -> Literal["value", "none"]:
        """How the task's function gives its output; a body that only stands for one gives what is annotated."""
        function = self.settings.functions[self.function_of(task)]
        promised = function.returns not in (None, "None") and not function.returns_value
        return "value" if function.returns_value or promised else "none"

    def settings_of(self, task: TaskHandle) -> Task:
        """The task's policies, with the tags of the `with tags(…)` around the call."""
        return self.settings.task(task, [tag for tags in self.tags for tag in tags.names])

    def doc_of(self, flow: FlowHandle) -> str | None:
        """The docstring of a flow."""
        node = flow.function.node
        return None if isinstance(node, ast.Lambda) else ast.get_docstring(node)

    def decorate(
        self, decorator: Datum, site: CallSite | None, function: FunctionData
    ) -> Datum | None:
        if isinstance(decorator, Method) and decorator.name in names.HOOKS:
            decorator.owner.options.hook(decorator.name, function)
            return function
        if not isinstance(decorator, External):
            return None
        return self._made(decorator.qualified, function, site)

    def _made(self, qualified: str, function: FunctionData, site: CallSite | None) -> Datum | None:
        arguments = site.arguments if site is not None else None
        function = authors(function)
        if qualified in names.TASK:
            return TaskHandle(
                self, function, options_of(arguments, {}, site) if arguments else Options()
            )
        if qualified in names.MATERIALIZE and arguments is not None:
            publishes = self.settings.assets_of(arguments)
            return TaskHandle(self, function, options_of(arguments, {}, site), publishes)
        if qualified in names.FLOW:
            flow = FlowHandle(
                self, function, options_of(arguments, {}, site) if arguments else Options()
            )
            self.flows.append(flow)
            return flow
        return None

    def call(self, site: CallSite) -> Datum | None:
        qualified = site.qualified
        if qualified in names.TASK | names.FLOW:
            return self._by_call(site)
        if qualified in names.LOGGER:
            return Logger(self)
        if qualified in names.UNMAPPED | names.QUOTE:
            return self._wrapped("unmapped", site)
        if qualified in names.ALLOW_FAILURE:
            return self._wrapped("allow_failure", site)
        if qualified in names.AS_COMPLETED:
            return site.arguments.take("futures", 0)
        if qualified in names.WAIT:
            for output in outputs_in(site.arguments.take("futures", 0) or NONE):
                self.waits(output, site)
            return NONE
        if qualified in names.TAGS:
            return Tags(self, tuple(site.arguments.data()), site.source)
        if qualified in names.SERVE:
            return self._serve(site)
        return _stored(qualified, site) or _timing(qualified, site) or field_of(site)

    def _by_call(self, site: CallSite) -> Datum | None:
        """`task(function, …)` instead of a decorator."""
        function = site.arguments.peek("__fn", 0)
        if not isinstance(function, FunctionData):
            return None
        return self._made(site.qualified, function, site)

    def _wrapped(self, how: str, site: CallSite) -> Datum | None:
        inner = site.arguments.take("value", 0)
        return None if inner is None else Wrapped(how, inner)

    def _serve(self, site: CallSite) -> Datum:
        for datum in site.arguments.data():
            if isinstance(datum, Deployment):
                self.entries.append(Entry(datum.flow, "serve", datum.options, site))
        return NONE

    def attribute(self, external: External, name: str, site: Site) -> Datum | None:
        key = names.RUNTIME.get(external.qualified)
        return RunFact(key) if key is not None and self.current is not None else None

    def call_task(self, task: TaskHandle, method: str, site: CallSite) -> Datum:
        """A task is called, submitted, mapped, or given other options."""
        if method in names.HOOKS:
            return self._hooked(task, method, site)
        if method == "with_options":
            return TaskHandle(
                self,
                task.function,
                task.options.merged(options_of(site.arguments, {}, site)),
                task.publishes,
            )
        if self.current is None or method not in ("call", "submit", "map"):
            reason = (
                "it stands outside of a flow"
                if self.current is None
                else f"`.{method}` is not known"
            )
            self.tell(CallNotReadable(line=_line(site), reason=reason, span=site.span))
            return site.unknown()
        return self.current.call(task, method, site)

    def call_flow(self, flow: FlowHandle, site: CallSite) -> Datum:
        """A flow is called: by another flow it becomes a group, at the end of a file it starts a run."""
        if self.current is not None:
            self.called.add(flow)
            return read_subflow(self.current, flow, site)
        if self.in_entry:
            self.entries.append(Entry(flow, "call", Options(), site, tuple(self.tags)))
        return site.unknown()

    def call_flow_method(self, flow: FlowHandle, method: str, site: CallSite) -> Datum:
        """`.serve`, `.deploy`, `.to_deployment`, `.with_options` of a flow."""
        if method in names.HOOKS:
            return self._hooked(flow, method, site)
        options = options_of(site.arguments, {0: "name"}, site)
        if method == "with_options":
            return FlowHandle(self, flow.function, flow.options.merged(options))
        if method == "to_deployment":
            return Deployment(flow, options)
        if method in ("serve", "deploy"):
            self.entries.append(Entry(flow, method, options, site))
            return NONE
        self.tell(
            CallNotReadable(line=_line(site), reason=f"`.{method}` is not known", span=site.span)
        )
        return site.unknown()

    def _hooked(self, owner: TaskHandle | FlowHandle, event: str, site: CallSite) -> Datum:
        """`owner.on_failure(function)`."""
        function = site.arguments.take("fn", 0) or site.unknown()
        owner.options.hook(event, function)
        return function

    def result_of(self, future: Output, site: Site) -> Datum:
        """`future.result()`."""
        if self.current is not None:
            self.current.succeed(future)
        result = Output(self, future.draft, future.path, element=future.element)
        if self.current is not None:
            self.current.made[id(site.node)] = result
        return result

    def waits(self, future: Output, site: Site) -> None:
        """`future.wait()`."""
        self.tell(WaitWithoutResult(task=future.draft.id, span=site.span))

    def log_line(self, site: Site) -> None:
        """A log line between tasks."""
        if self.current is not None:
            self.tell(LogDropped(line=_line(site), flow=self.current.flow.name, span=site.span))

    def call_function(self, function: FunctionData, site: CallSite) -> Datum | NotHandled:
        """A plain function called between tasks is code, unless it calls tasks itself or only computes constants."""
        if self.current is None or isinstance(function.node, ast.Lambda):
            return NOT_HANDLED
        if builds(site.evaluator, function.node.body, function.scope):
            return NOT_HANDLED
        known = all(isinstance(a.datum, Known) for a in site.arguments.all())
        is_statement = isinstance(site.statement, ast.Expr) and site.statement.value is site.node
        return NOT_HANDLED if known and not is_statement else site.unknown()

    def expression_statement(self, datum: Datum, node: ast.Expr, site: Site) -> None:
        if self.current is None:
            return
        if (
            isinstance(node.value, ast.Call)
            and isinstance(node.value.func, ast.Name)
            and node.value.func.id == "print"
        ):
            self.log_line(site)
        elif isinstance(datum, Unknown):
            self.control.effect(datum, node, site)

    def branch(
        self, test: Datum, node: ast.If, run_then: Run, run_else: Run, site: Site
    ) -> Signal | None:
        if self.current is None:
            return super().branch(test, node, run_then, run_else, site)
        return self.control.branch(self.current, test, node, run_then, run_else, site)

    def loop(
        self, iterable: Datum, target: ast.expr, node: ast.AST, run_body: RunElement, site: Site
    ) -> Signal | None:
        if self.current is None:
            return run_body(None)
        return self.control.loop(self.current, iterable, node, run_body, site)

    def attempt(
        self, node: ast.Try, run_body: Run, handlers: tuple[Run, ...], site: Site
    ) -> Signal | None:
        if self.current is None:
            return run_body()
        return self.control.attempt(self.current, node, run_body, handlers, site)

    def enter_context(
        self, manager: Datum, node: ast.withitem, run_body: Run, site: Site
    ) -> Signal | None:
        if self.current is None:
            return run_body()
        before = len(self.current.drafts)
        signal = run_body()
        if len(self.current.drafts) > before:
            self.tell(RegionEntered(manager=_line(site), span=site.span))
        return signal

    def entry(self, node: ast.If, site: Site) -> None:
        self.in_entry = True
        try:
            site.evaluator.execute(node.body, site.scope)
        finally:
            self.in_entry = False


def _stored(qualified: str, site: CallSite) -> Datum | None:
    """`Variable.get(…)`, `Secret.load(…)`."""
    owner, _, method = qualified.rpartition(".")
    name = site.arguments.peek("name", 0)
    if not isinstance(name, Known) or not isinstance(name.value, str):
        return None
    if owner in names.VARIABLE and method == "get":
        default = site.arguments.peek("default", 1)
        return Stored("variable", name.value, default, site.unknown())
    if owner in names.SECRET and method == "load":
        return Stored("secret", name.value)
    return None


def _timing(qualified: str, site: CallSite) -> Datum | None:
    """Schedules and backoff."""
    if qualified in names.CRON:
        return Timing("cron", site.arguments)
    if qualified in names.INTERVAL:
        return Timing("interval", site.arguments)
    if qualified in names.RRULE:
        return Timing("rrule", site.arguments)
    if qualified in names.BACKOFF:
        return Backoff(site.arguments.take("backoff_factor", 0) or Known(0.0))
    return None


def _line(site: Site) -> str:
    text = " ".join(site.source.split())
    return text if len(text) <= 60 else f"{text[:57]}..."
