"""Airflow as the evaluator meets it: which names are its own, and what calls and decorators of them make."""

from __future__ import annotations

import ast
from collections.abc import Callable
from itertools import pairwise

from polydag.frontends.airflow.classes import (
    OperatorInstance,
    make_of_class,
    operator_class,
    partial_of_class,
)
from polydag.frontends.airflow.codes import BuiltElsewhere
from polydag.frontends.airflow.cosmos import CONFIGS, DAGS, GROUPS, make_project, make_project_dag
from polydag.frontends.airflow.dag import DagFunction, make_dag
from polydag.frontends.airflow.edges import LabelHandle, chain, connect
from polydag.frontends.airflow.groups import GroupFunction, make_group
from polydag.frontends.airflow.handles import (
    AssetHandle,
    ConfigHandle,
    DagHandle,
    GroupHandle,
    LookupHandle,
    NotifierHandle,
    OfDag,
    OutputHandle,
    ParamHandle,
    RetryPolicyHandle,
    TaskHandle,
    TimetableHandle,
    joined,
)
from polydag.frontends.airflow.mapping import OperatorPartial, partial_of
from polydag.frontends.airflow.names import SDK, STANDARD, canonical, is_airflow, is_operator
from polydag.frontends.airflow.notifiers import NOTIFIERS
from polydag.frontends.airflow.operators import make_operator
from polydag.frontends.airflow.reading import Reading
from polydag.frontends.airflow.request import RULES
from polydag.frontends.airflow.structure.asset_functions import asset_of
from polydag.frontends.airflow.taskflow import TaskFunction, decorated
from polydag.frontends.airflow.values import scalar
from polydag.ir.values import Lookup
from polydag.syntax.builtins import BUILTINS
from polydag.syntax.calls import Argument, Arguments, CallSite, Site
from polydag.syntax.codes import TakenAsInstalled
from polydag.syntax.convert import to_value
from polydag.syntax.data import (
    NONE,
    TRUE,
    ClassData,
    Datum,
    External,
    FunctionData,
    Handle,
    Known,
    parts,
)
from polydag.syntax.flow import Signal
from polydag.syntax.library import NOT_HANDLED, Library, NotHandled, RunElement
from polydag.syntax.outside import OutsideMethod

_OUTPUTS = (".XComArg", ".PlainXComArg")
_WEEK_DAY = "airflow.providers.standard.utils.weekday.WeekDay"
_TIMETABLES = ("Timetable", "TimeSchedule", ".PartitionedAtRuntime")
_PARTIAL = ".partial"


# What an asset is given, by position.
_ASSET = ("name", "uri", "group", "extra", "watchers", "access_control")


class AirflowLibrary(Library):
    """One file's view of Airflow."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._calls: dict[str, Callable[[CallSite], Datum | None]] = {
            f"{SDK}.DAG": lambda site: make_dag(reading, site),
            f"{SDK}.TaskGroup": lambda site: make_group(reading, site),
            f"{SDK}.Label": self._label,
            f"{SDK}.chain": self._chain,
            f"{SDK}.chain_linear": self._chain_linear,
            f"{SDK}.cross_downstream": self._cross,
            f"{SDK}.Variable.get": self._variable,
            f"{SDK}.Param": ParamHandle,
            f"{SDK}.ExceptionRetryPolicy": lambda site: RetryPolicyHandle(
                "ExceptionRetryPolicy", site
            ),
            f"{SDK}.RetryRule": lambda site: RetryPolicyHandle("RetryRule", site),
            f"{SDK}.Asset": self._asset,
            f"{SDK}.Asset.ref": self._asset,
            f"{SDK}.AssetAll": lambda site: _condition("all", site),
            f"{SDK}.AssetAny": lambda site: _condition("any", site),
            f"{SDK}.XComArg": self._output,
            f"{SDK}.setup": lambda site: self._role("setup", site),
            f"{SDK}.teardown": lambda site: self._role("teardown", site),
            f"{SDK}.timezone.datetime": _date,
            f"{STANDARD}.python.is_venv_installed": self._installed,
            f"{SDK}.task": self._task,
            f"{SDK}.task_group": self._group_function,
        }

    def owns(self, qualified: str) -> bool:
        return is_airflow(qualified)

    def call(self, site: CallSite) -> Datum | None:
        name = canonical(site.qualified)
        rule = self._calls.get(name)
        if rule is not None:
            return rule(site)
        if name.startswith("cosmos."):
            return self._cosmos(name, site)
        if site.qualified.endswith(".__init__"):
            return _handed_on(site)
        if _is_partial(site):
            return OperatorPartial(self.reading, site.qualified.removesuffix(_PARTIAL), site)
        if RULES.get(name) is not None or is_operator(name) or "task_id" in site.arguments.keywords:
            return make_operator(self.reading, site, site.qualified)
        if name in NOTIFIERS:
            return NotifierHandle(name, site)
        if is_airflow(name) and name.endswith(_TIMETABLES):
            return TimetableHandle(name.rpartition(".")[2], site)
        return None

    def _cosmos(self, name: str, site: CallSite) -> Datum | None:
        if name in CONFIGS:
            return ConfigHandle(site)
        if name in GROUPS:
            return make_project(self.reading, site)
        if name in DAGS:
            return make_project_dag(self.reading, site)
        is_known = RULES.get(name) is not None or "task_id" in site.arguments.keywords
        return make_operator(self.reading, site, site.qualified) if is_known else None

    def unknown_call(self, site: CallSite) -> None:
        if site.qualified.startswith("builtins."):
            return  # None of Python's own functions makes a task.
        given = [part for argument in site.arguments.all() for part in parts(argument.datum)]
        if any(isinstance(d, DagHandle | TaskHandle | OutputHandle | GroupHandle) for d in given):
            call = " ".join(site.source.split())
            self.reading.tell(BuiltElsewhere(call=call[:80], span=site.span))

    def attribute(self, external: External, name: str, site: Site) -> Datum | None:
        if isinstance(external, OfDag):
            return external.member(name)
        owner = canonical(external.qualified)
        if owner in (f"{SDK}.TriggerRule", f"{SDK}.DagRunState"):
            return Known(name.lower())
        if owner == _WEEK_DAY:
            return Known(name.capitalize(), site.unknown())
        if name == "partial" and (RULES.get(owner) is not None or is_operator(owner)):
            return partial_of(self.reading, external.qualified)
        return None

    def decorate(
        self, decorator: Datum, site: CallSite | None, function: FunctionData
    ) -> Datum | None:
        name = canonical(decorator.qualified) if isinstance(decorator, External) else ""
        stated = Arguments() if site is None else site.arguments
        if name == f"{SDK}.dag":
            return DagFunction(self.reading, function, stated)
        if name == f"{SDK}.task_group":
            return GroupFunction(self.reading, function, dict(stated.keywords))
        asset = asset_of(self.reading, name, site, function)
        made = asset or decorated(self.reading, decorator, name, site, function)
        if isinstance(decorator, OfDag) and isinstance(made, TaskFunction):
            made.stated.setdefault("dag", Argument(decorator.dag))
        return made

    def decorate_made(self, decorator: Datum, site: CallSite | None, made: Handle) -> Datum | None:
        name = canonical(decorator.qualified) if isinstance(decorator, External) else ""
        kind = name.removeprefix(f"{SDK}.task.")
        if site is None or kind not in ("run_if", "skip_if") or not isinstance(made, TaskFunction):
            return None
        return made.under_condition(site, name)

    def loop(
        self, iterable: Datum, target: ast.expr, node: ast.AST, run_body: RunElement, site: Site
    ) -> Signal | None:
        reading = self.reading
        before = len(reading.pipelines), reading.count()
        signal = run_body(None)
        made = reading.count() > before[1]
        if signal is None and made and len(reading.pipelines) == before[0] and not reading.again:
            reading.again = True
            run_body(None)
            reading.again = False
        return signal

    def call_class(self, cls: ClassData, site: CallSite) -> Datum | NotHandled:
        if any(base.qualified.endswith(_OUTPUTS) for base in cls.outside_bases()):
            # It stands for the output that it is made of, however it gets at the value.
            return next(iter(site.arguments.data()), None) or site.unknown()
        made = operator_class(cls)
        if made is None:
            return NOT_HANDLED
        return make_of_class(self.reading, made, site) or site.unknown()

    def call_outside(self, method: OutsideMethod, site: CallSite) -> Datum | None:
        if method.name != "__init__" or not isinstance(method.receiver, OperatorInstance):
            return None
        method.receiver.given = site.arguments
        return NONE

    def class_attribute(self, cls: ClassData, name: str, site: Site) -> Datum | None:
        return partial_of_class(self.reading, cls) if name == "partial" else None

    def _label(self, site: CallSite) -> Datum:
        datum = site.arguments.peek("label", 0)
        text = datum.value if isinstance(datum, Known) else None
        return LabelHandle(self.reading, text if isinstance(text, str) else None)

    def _chain(self, site: CallSite) -> Datum:
        chain(self.reading, site.arguments.data(), site)
        return NONE

    def _chain_linear(self, site: CallSite) -> Datum:
        items = site.arguments.data()
        for first, second in pairwise(items):
            connect(self.reading, first, second, site)
        return NONE

    def _cross(self, site: CallSite) -> Datum:
        first, second = (site.arguments.peek("from_tasks", 0), site.arguments.peek("to_tasks", 1))
        if first is not None and second is not None:
            connect(self.reading, first, second, site)
        return NONE

    def _variable(self, site: CallSite) -> Datum | None:
        key = site.arguments.peek("key", 0)
        if not isinstance(key, Known) or not isinstance(key.value, str):
            return None
        default = site.arguments.peek("default_var", 1) or site.arguments.peek("default")
        value = None if default is None else to_value(default)
        stated = site.arguments.peek("deserialize_json", 2)
        parsed = isinstance(stated, Known) and stated.value is True
        lookup = Lookup(what="variable", name=key.value, default=value, parsed=parsed)
        return LookupHandle(lookup, site.unknown())

    def _asset(self, site: CallSite) -> Datum | None:
        is_dataset = site.qualified.endswith("Dataset")
        name, uri, *rest = _ASSET if not is_dataset else ("name", "uri", *_ASSET[3:])
        positions = {n: at for at, n in enumerate(("uri", "extra") if is_dataset else _ASSET)}
        stated = {n: site.arguments.peek(n, positions.get(n)) for n in (name, uri, *rest)}
        named, written = _text(stated.pop(name)), scalar(stated.pop(uri), str)
        address = written or (named if named and "://" in named else None)
        called = named or (address if isinstance(address, str) else None)
        if called is None:
            return None
        handle = AssetHandle(called, address)
        handle.details = {n: datum for n, datum in stated.items() if datum is not None}
        handle.source = site.unknown()
        return handle

    def _output(self, site: CallSite) -> Datum | None:
        """`XComArg(task, key="…")`."""
        task, key = site.arguments.peek("operator", 0), site.arguments.peek("key", 1)
        if not isinstance(task, TaskHandle):
            return None
        named = (
            key.value if isinstance(key, Known) and isinstance(key.value, str) else "return_value"
        )
        return OutputHandle(self.reading, task, "result" if named == "return_value" else named)

    def _role(self, role: str, site: CallSite) -> Datum | None:
        """`setup(task)`, `teardown(task_function)`."""
        for datum in site.arguments.data()[:1]:
            if isinstance(datum, TaskFunction):
                return TaskFunction(
                    self.reading, datum.function, datum.decorator, datum.stated, role=role
                )
            if isinstance(datum, TaskHandle):
                datum.draft.role = role
                return datum
        return None

    def _installed(self, site: CallSite) -> Datum:
        """`is_venv_installed()`."""
        self.reading.tell(TakenAsInstalled(module="virtualenv", span=site.span))
        return TRUE

    def _task(self, site: CallSite) -> Datum | None:
        """`task(function)` and `task(**arguments)(function)` as calls."""
        for datum in site.arguments.data()[:1]:
            if isinstance(datum, FunctionData):
                return decorated(self.reading, External(SDK, SDK, SDK), f"{SDK}.task", site, datum)
        return None

    def _group_function(self, site: CallSite) -> Datum | None:
        for datum in site.arguments.data()[:1]:
            if isinstance(datum, FunctionData):
                return GroupFunction(self.reading, datum, dict(site.arguments.keywords))
        return None


def _text(datum: Datum | None) -> str | None:
    return datum.value if isinstance(datum, Known) and isinstance(datum.value, str) else None


def _is_partial(site: CallSite) -> bool:
    """Whether a class of elsewhere, whose name need not say that it makes tasks, is to be mapped."""
    owner, dot, method = site.qualified.rpartition(".")
    is_class = owner.rpartition(".")[2][:1].isupper()
    return is_class and f"{dot}{method}" == _PARTIAL and "task_id" in site.arguments.keywords


def _handed_on(site: CallSite) -> Datum | None:
    """`BaseOperator.__init__(self, …)`."""
    given = site.arguments
    first = given.positional[0].datum if given.positional else None
    if not isinstance(first, OperatorInstance):
        return None
    first.given = Arguments(given.positional[1:], given.keywords, given.spreads)
    return NONE


def _date(site: CallSite) -> Datum | None:
    """`timezone.datetime(…)` is pendulum's, in UTC."""
    return BUILTINS["pendulum.datetime"](site.evaluator, site)


def _condition(word: str, site: CallSite) -> Datum | None:
    """`AssetAll(a, b)`, `AssetAny(a, b)`."""
    handles = [datum for datum in site.arguments.data() if isinstance(datum, AssetHandle)]
    return joined(word, handles) if handles and len(handles) == len(site.arguments.data()) else None
