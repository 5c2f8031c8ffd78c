"""TaskFlow: decorated functions whose calls are tasks."""

from __future__ import annotations

import ast

from polydag.frontends.airflow.callables import arguments_of, sent
from polydag.frontends.airflow.codes import OperatorUnknown
from polydag.frontends.airflow.conditions import guarded
from polydag.frontends.airflow.drafts import PipelineDraft, TaskDraft
from polydag.frontends.airflow.edges import MethodHandle
from polydag.frontends.airflow.elsewhere import read_elsewhere
from polydag.frontends.airflow.given import Given
from polydag.frontends.airflow.handles import OutputHandle
from polydag.frontends.airflow.id_templates import id_text
from polydag.frontends.airflow.mapping import kwargs_mapping, mapping_of
from polydag.frontends.airflow.names import SDK
from polydag.frontends.airflow.reading import Reading
from polydag.frontends.airflow.request import Request
from polydag.frontends.airflow.rules.bash import script
from polydag.frontends.airflow.rules.python import returns_many
from polydag.frontends.airflow.rules.sensors import waiting
from polydag.frontends.airflow.values import value_of
from polydag.ir.operations import Call, Choose, Gate, Opaque, Operation
from polydag.ir.tasks import Mapping, Placement
from polydag.ir.values import Value
from polydag.syntax.calls import Argument, Arguments, CallSite, Site
from polydag.syntax.data import Datum, External, FunctionData, Handle, Known

# `@task.…` whose body is run by the interpreter that runs the task.
PLAIN_KINDS = {
    f"{SDK}.task": "call",
    f"{SDK}.task.python": "call",
    f"{SDK}.task.branch": "choose",
    f"{SDK}.task.short_circuit": "gate",
    f"{SDK}.task.sensor": "wait",
    f"{SDK}.task.branch_virtualenv": "choose",
    f"{SDK}.task.branch_external_python": "choose",
    f"{SDK}.task.bash": "script",
    f"{SDK}.setup": "call",
    f"{SDK}.teardown": "call",
}

# Those that run it in an environment of its own.
_ELSEWHERE = frozenset(
    f"{SDK}.task.{name}"
    for name in (
        "virtualenv",
        "external_python",
        "branch_virtualenv",
        "branch_external_python",
        "docker",
        "kubernetes",
        "pyspark",
    )
)


class TaskFunction(Handle):
    """A function under `@task`; `stated` are the decorator's arguments, with those of `.override` over them."""

    def __init__(
        self,
        reading: Reading,
        function: FunctionData,
        decorator: str,
        stated: dict[str, Argument],
        partial: dict[str, Argument] | None = None,
        role: str = "work",
    ) -> None:
        self.reading = reading
        self.function = function
        self.decorator = decorator
        self.stated = stated
        self.partial = partial or {}
        self.role = role

    def truth(self) -> bool | None:
        return True

    def call(self, site: CallSite) -> Datum:
        return self.make(site, site.arguments, None) or site.unknown()

    def attribute(self, name: str, site: Site) -> Datum:
        methods = {
            "override": self._override,
            "partial": self._partial,
            "expand": self._expand,
            "expand_kwargs": self._expand_kwargs,
        }
        if name in methods:
            return MethodHandle(methods[name])
        if name in ("function", "__wrapped__"):
            return self.function
        return Known(self.function.name) if name == "__name__" else site.unknown()

    def under_condition(self, site: CallSite, decorator: str) -> TaskFunction:
        """The task skipped where `@task.run_if` or `@task.skip_if` says so; kept as it is where that cannot be carried."""
        function = guarded(self.function, site, runs=decorator.endswith(".run_if"))
        return TaskFunction(
            self.reading,
            function or self.function,
            self.decorator if function is not None else decorator,
            self.stated,
            self.partial,
            self.role,
        )

    def make(self, site: CallSite, given: Arguments, mapping: Mapping | None) -> Datum | None:
        """The task of a call."""
        stated = CallSite(
            site.evaluator, site.node, site.scope, site.loops, site.statement, site.target
        )
        stated.arguments = Arguments(keywords=dict(self.stated))
        reading = self.reading
        settings, pipeline = reading.given_for(stated, self.function.name)
        if pipeline is None:
            return None
        draft = self._draft(stated, settings, pipeline, given, mapping)
        return OutputHandle(reading, reading.add(draft, pipeline))

    def _draft(
        self,
        site: CallSite,
        settings: Given,
        pipeline: PipelineDraft,
        given: Arguments,
        mapping: Mapping | None,
    ) -> TaskDraft:
        reading = self.reading
        group, prefix = reading.place_of(site, pipeline)
        own, text = reading.id_of(settings.take("task_id"), site, self.function.name)
        id = reading.numbered(f"{prefix}{own}", pipeline, self.function.name, site)
        request = Request(reading, pipeline, site, settings, id, self.decorator)
        kind = self.decorator.removeprefix(f"{SDK}.task.")
        if self.decorator in _ELSEWHERE:
            place, chooses = kind.removeprefix("branch_"), kind.startswith("branch_")
            read_elsewhere(request, _spelling(self.decorator), place, chooses=chooses)
        name = reading.functions.add(self.function, placed=request.placed)
        positional = [value_of(reading, a.datum, id, site) for a in given.positional]
        named = {
            k: value_of(reading, a.datum, id, site)
            for k, a in {**self.partial, **given.keywords}.items()
        }
        arguments = arguments_of(self.function, positional, named)
        arguments |= sent(request, self.function, arguments)
        outputs = self._outputs(settings)
        return TaskDraft(
            id=id,
            source=self.decorator,
            site=site,
            given=settings,
            operation=self._operation(name, arguments, request),
            group=group,
            role=self.role,
            fatal=self.role != "teardown" or settings.take_flag("on_failure_fail_dagrun", False),
            mapping=mapping,
            function=name,
            callable=self.function,
            origin=Placement(
                address=id,
                function=name,
                packing="dict" if len(outputs) > 1 else "value",
                outputs=outputs if len(outputs) > 1 else ("result",),
                mapped=mapping is not None,
            ),
            outputs=outputs,
            extras=request.extras,
            id_text=id_text(own, text, prefix),
        )

    def _operation(self, name: str, arguments: dict[str, Value], request: Request) -> Operation:
        settings, site = request.given, request.site
        kind = PLAIN_KINDS.get(self.decorator)
        if kind is None and self.decorator not in _ELSEWHERE:
            return self._opaque(arguments, site)
        if kind == "choose":
            return Choose(function=name, arguments=arguments, many=returns_many(self.function))
        if kind == "gate":
            cascade = settings.take_flag("ignore_downstream_trigger_rules", True)
            return Gate(function=name, arguments=arguments, cascade=cascade)
        if kind == "wait":
            return waiting(name, arguments, settings)
        if kind == "script":
            return script(request, self.function, name, arguments)
        return Call(function=name, arguments=arguments)

    def _opaque(self, arguments: dict[str, Value], site: CallSite) -> Operation:
        """A decorator that runs the function somewhere else: in a container, another environment, another language."""
        told = OperatorUnknown(
            operator=_spelling(self.decorator), task=self.function.name, span=site.span
        )
        self.reading.tell(told)
        source = self.function.module.segment(self.function.node)
        return Opaque(class_name=_spelling(self.decorator), source=source, arguments=arguments)

    def _outputs(self, settings: Given) -> tuple[str, ...]:
        """The keys that a function with several outputs returns, where all its returns show them."""
        stated = settings.take("multiple_outputs")
        several = bool(stated.value) if isinstance(stated, Known) else _returns_dict(self.function)
        keys = _returned_keys(self.function) if several else ()
        return ("result", *keys)

    def _override(self, site: CallSite) -> Datum:
        stated = {**self.stated, **site.arguments.keywords}
        return TaskFunction(
            self.reading, self.function, self.decorator, stated, self.partial, self.role
        )

    def _partial(self, site: CallSite) -> Datum:
        partial = {**self.partial, **site.arguments.keywords}
        return TaskFunction(
            self.reading, self.function, self.decorator, self.stated, partial, self.role
        )

    def _expand(self, site: CallSite) -> Datum:
        mapping = mapping_of(self.reading, site, self.function.name)
        return self.make(site, Arguments(), mapping) or site.unknown()

    def _expand_kwargs(self, site: CallSite) -> Datum:
        mapping = kwargs_mapping(self.reading, site, self.function.name)
        return self.make(site, Arguments(), mapping) or site.unknown()


def decorated(
    reading: Reading,
    decorator: Datum,
    qualified: str,
    site: CallSite | None,
    function: FunctionData,
) -> Datum | None:
    """A function under `@task…`, `@setup` or `@teardown`; None for other decorators."""
    if not isinstance(decorator, External) or not _is_task(qualified):
        return None
    stated = {} if site is None else dict(site.arguments.keywords)
    role = {f"{SDK}.setup": "setup", f"{SDK}.teardown": "teardown"}.get(qualified, "work")
    return TaskFunction(reading, function, qualified, stated, role=role)


def _spelling(qualified: str) -> str:
    """A decorator as it is written."""
    return f"@{qualified.removeprefix(f'{SDK}.')}"


def _is_task(qualified: str) -> bool:
    return qualified in PLAIN_KINDS or qualified.startswith(f"{SDK}.task.")


def _returns_dict(function: FunctionData) -> bool:
    """Whether the annotation says so: Airflow then makes an output of each key, without a keyword."""
    returns = None if isinstance(function.node, ast.Lambda) else function.node.returns
    if isinstance(returns, ast.Constant) and isinstance(returns.value, str):
        text = returns.value
    elif returns is not None:
        text = ast.unparse(returns)
    else:
        return False
    return text.partition("[")[0].rpartition(".")[2] in ("dict", "Dict", "Mapping")


def _returned_keys(function: FunctionData) -> tuple[str, ...]:
    """The keys of the dict that every return writes out, in order; none where a return does not."""
    found: set[tuple[str, ...]] = set()
    for node in ast.walk(function.node):
        if isinstance(node, ast.Return):
            keys = node.value.keys if isinstance(node.value, ast.Dict) else [None]
            constants = [key.value for key in keys if isinstance(key, ast.Constant)]
            if len(constants) < len(keys):
                return ()
            found.add(tuple(str(value) for value in constants))
    return found.pop() if len(found) == 1 else ()
