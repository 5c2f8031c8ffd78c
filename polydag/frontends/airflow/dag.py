"""DAGs: made by `DAG(…)` and `@dag`, and turned into pipelines when the file has been read."""

from __future__ import annotations

import ast
from datetime import date, datetime

from polydag.frontends.airflow.arguments import (
    BASE_ARGUMENTS,
    DAG_ALIASES,
    DAG_EXTRAS,
    TASK_ALIASES,
    TASK_EXTRAS,
)
from polydag.frontends.airflow.codes import ArgumentUnknown, DefaultIgnored
from polydag.frontends.airflow.drafts import PipelineDraft
from polydag.frontends.airflow.given import Given
from polydag.frontends.airflow.handles import DagHandle, LookupHandle, OutputHandle
from polydag.frontends.airflow.hooks import callbacks, email_hooks
from polydag.frontends.airflow.parameters import run_parameters
from polydag.frontends.airflow.reading import Reading
from polydag.frontends.airflow.retries import retry_of
from polydag.frontends.airflow.schedules import schedules_of
from polydag.frontends.airflow.values import argument_value, scalar, seconds, texts
from polydag.ir.model import Symbolic
from polydag.ir.pipeline import Defaults
from polydag.ir.values import ParameterOf, Value
from polydag.syntax.calls import Argument, Arguments, CallSite, Site
from polydag.syntax.convert import to_symbolic
from polydag.syntax.data import Datum, DictData, FunctionData, Handle, Known
from polydag.syntax.entering import enter
from polydag.syntax.parameters import parameter_names


def make_dag(reading: Reading, site: CallSite, fallback: str = "dag") -> DagHandle:
    """A DAG for `DAG(…)`; `default_args` are kept as they are now, for they may change later."""
    arguments = site.arguments
    datum = arguments.take("dag_id", 0)
    id, _ = reading.id_of(datum, site, site.target or fallback)
    stated = arguments.take("default_args")
    defaults = dict(stated.text_entries()) if isinstance(stated, DictData) else {}
    # Those among the defaults are parameters of the DAG.
    shared = defaults.pop("params", None)
    draft = PipelineDraft(
        id=id,
        site=site,
        given=Given(arguments),
        symbol=site.target if site.scope.kind == "module" else None,
        id_datum=datum,
        defaults=defaults,
        shared_params=shared,
        is_own=site.evaluator.running <= {reading.module},
    )
    reading.pipelines.append(draft)
    return reading.handle_of(draft)


class DagFunction(Handle):
    """A function under `@dag`: each call makes a DAG."""

    def __init__(self, reading: Reading, function: FunctionData, stated: Arguments) -> None:
        self.reading = reading
        self.function = function
        self.stated = stated

    def truth(self) -> bool | None:
        return True

    def call(self, site: CallSite) -> Datum:
        stated = CallSite(site.evaluator, self._head(site), self.function.scope, site.loops)
        stated.arguments = Arguments(list(self.stated.positional), dict(self.stated.keywords))
        stated.target = site.target
        handle = make_dag(self.reading, stated, self.function.name)
        draft = handle.draft
        if "dag_id" not in self.stated.keywords and not self.stated.positional:
            draft.id = self.function.name
        draft.function = self.function
        draft.symbol = site.target
        given = zip(parameter_names(self.function), site.arguments.data(), strict=False)
        draft.arguments = {
            **dict(given),
            **{name: argument.datum for name, argument in site.arguments.keywords.items()},
        }
        self._run(draft, site)
        return handle

    def attribute(self, name: str, site: Site) -> Datum:
        return site.unknown()

    def _head(self, site: CallSite) -> ast.expr | ast.stmt:
        node = self.function.node
        return site.node if isinstance(node, ast.Lambda) else node

    def _run(self, draft: PipelineDraft, site: CallSite) -> None:
        """Run the function's body; its arguments are parameters of the run, whatever they are given."""
        names = parameter_names(self.function)
        opened = {name: Argument(LookupHandle(ParameterOf(name=name))) for name in names}
        inner = CallSite(site.evaluator, site.node, site.scope, site.loops, site.statement)
        inner.arguments = Arguments(keywords=opened)
        self.reading.stack.append(draft)
        try:
            returned = enter(site.evaluator, self.function, inner)
        finally:
            self.reading.stack.pop()
        if isinstance(returned, OutputHandle):
            draft.returns = returned.value


def dag_fields(reading: Reading, draft: PipelineDraft) -> dict[str, object]:
    """The fields of a pipeline that come from the DAG's arguments."""
    given = draft.given
    start, end = _date(draft, "start_date"), _date(draft, "end_date")
    doc = given.take("doc_md")
    catchup = given.take("catchup")
    fields: dict[str, object] = {
        "schedules": schedules_of(reading, draft, start),
        "start": _iso(start),
        "end": _iso(end),
        "catchup": reading.is_two if catchup is None else scalar(catchup, bool),
        "parameters": run_parameters(reading, draft),
        "description": scalar(given.take("description", 1), str),
        "doc": _doc(doc, draft),
        "tags": texts(given.take("tags")),
        "max_active_runs": scalar(given.take("max_active_runs"), int),
        "max_active_tasks": scalar(
            given.take("max_active_tasks") or given.take("concurrency"), int
        ),
        "timeout": seconds(given.take("dagrun_timeout")),
        "hooks": callbacks(reading, given, draft.id),
        "defaults": _defaults(reading, draft),
    }
    fields["extras"] = {"airflow": extras} if (extras := _extras(reading, draft)) else {}
    return {name: value for name, value in fields.items() if value is not None}


def _date(draft: PipelineDraft, name: str) -> Datum | None:
    """A date of the DAG, or of its `default_args`."""
    own = draft.given.take(name)
    found = draft.defaults.get(name) if own is None else own
    if name in draft.defaults:
        draft.used_defaults.add(name)
    return None if isinstance(found, Known) and found.value is None else found


def _iso(datum: Datum | None) -> str | Symbolic | None:
    if isinstance(datum, Known) and isinstance(datum.value, datetime | date):
        return datum.value.isoformat()
    return None if datum is None else to_symbolic(datum)


def _doc(datum: Datum | None, draft: PipelineDraft) -> str | Symbolic | None:
    if (
        datum is None
        and draft.function is not None
        and not isinstance(draft.function.node, ast.Lambda)
    ):
        return ast.get_docstring(draft.function.node)
    return scalar(datum, str)


def _defaults(reading: Reading, draft: PipelineDraft) -> Defaults:
    """What `default_args` say once for all tasks."""
    given = Given(Arguments(), draft.defaults)
    retry = (
        retry_of(given) if given.used or {"retries", "retry_delay"} & set(draft.defaults) else None
    )
    owner = scalar(given.take("owner"), str)
    hooks = (*callbacks(reading, given, draft.id), *email_hooks(given))
    timeout = seconds(given.take("execution_timeout"))
    extras = {
        TASK_ALIASES.get(name, name): argument_value(reading, Argument(datum), draft.id, draft.site)
        for name, datum in draft.defaults.items()
        if name in TASK_EXTRAS and name not in ("start_date", "end_date")
    }
    return Defaults(
        retry=retry,
        timeout=timeout,
        hooks=hooks,
        owner=None if owner == "airflow" else owner,
        extras={"airflow": extras} if extras else {},
    )


def tell_defaults(reading: Reading, draft: PipelineDraft) -> None:
    """Say which defaults are arguments of no operator."""
    for key in draft.defaults:
        if key not in BASE_ARGUMENTS and key not in draft.used_defaults:
            reading.tell(DefaultIgnored(key=key, pipeline=draft.id, span=draft.site.span))


def _extras(reading: Reading, draft: PipelineDraft) -> dict[str, Value]:
    found = dict(draft.extras)
    data = {str(key): argument for key, argument in draft.given.rest().items()}
    data |= {name: Argument(datum) for name, datum in draft.given.later.items()}
    for name, argument in data.items():
        if name not in DAG_EXTRAS:
            told = ArgumentUnknown(argument=name, owner=draft.id, span=draft.site.span)
            reading.tell(told)
        own = DAG_ALIASES.get(name, name)
        found[own] = argument_value(reading, argument, draft.id, draft.site, templated=False)
    return found
