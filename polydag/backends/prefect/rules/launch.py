"""The operation that starts a run of another pipeline."""

from __future__ import annotations

from datetime import UTC, datetime

from polydag.backends.contract import Support
from polydag.backends.launches import (
    CALLED,
    bad_ends,
    ends_lost,
    poll_of,
    source_only,
    without_effect,
)
from polydag.backends.prefect.codes import AttributeDropped
from polydag.backends.prefect.names import flow_name
from polydag.backends.prefect.options import number
from polydag.backends.prefect.rules.codes import (
    LaunchAsCall,
    LaunchByDeployment,
    LaunchDetailLost,
    LaunchNotWritten,
)
from polydag.backends.prefect.rules.registry import RULES
from polydag.backends.prefect.values import spell
from polydag.backends.prefect.work import Launched, Signature, Site, Work
from polydag.ir.operations import Launch, RunState
from polydag.ir.values import Constant, ContextOf, Entries, Text, Value
from polydag.rendering.imports import Import
from polydag.rendering.pyvalues import Expression, expression

_AT_ONCE = "its run is about the moment at which it starts"
_NOT_AGAIN = {
    "fail": "there is one run of it, with which a second task goes on, and which it refuses in the source",
    "skip": "there is one run of it, with which a second task goes on, and which skips it in the source",
}
_WHATEVER = "Prefect starts the run whatever it says"
_UNKNOWN = "`{flow}` has no such parameter"


@RULES.lowers(Launch, Support.EMULATED)
def launch(operation: Launch, site: Site) -> Work:
    """Launch → a task that calls the other flow and so waits for it, or that starts a run of its deployment."""
    signature = Signature(site)
    for name in source_only(site.task):
        _lose(site, name, _WHATEVER)
    for name, reason in ends_lost(operation, looks=False) if operation.wait else ():
        _lose(site, name, reason)
    for name, reason in without_effect(operation):
        site.tell(AttributeDropped(owner=site.task.id, attribute=name, reason=reason))
    if site.task.mapping is not None:
        return _unwritten(site)
    known = site.launched.get(operation.target or "") if operation.wait else None
    if known is not None:
        lines, imports = _called(operation, known, site, signature)
    else:
        lines, imports = _deployed(operation, site, signature)
    doc = site.task.doc or f"{_done(operation)} {_named(operation)}."
    body = "\n    ".join([f'"""{doc}"""', *lines])
    return Work(
        name=site.base,
        text=f"def {site.base}({signature.text()}) -> None:\n    {body}",
        arguments=signature.given,
        imports=imports,
    )


def _unwritten(site: Site) -> Work:
    """A mapped launch: what each instance is given is not known where the task is written."""
    told = LaunchNotWritten(task=site.task.id)
    site.tell(told)
    reason = f"{told.code}: start the runs of {site.task.id}"
    raises = site.options.unsupported != "warn"
    body = f"raise NotImplementedError({reason!r})" if raises else f"print({reason!r})"
    return Work(name=site.base, text=f"def {site.base}(*_, **__) -> None:\n    {body}")


def _called(
    operation: Launch, known: Launched, site: Site, signature: Signature
) -> tuple[list[str], tuple[Import, ...]]:
    site.tell(LaunchAsCall(task=site.task.id, flow=known.function))
    if (polled := poll_of(operation)) is not None:
        site.tell(AttributeDropped(owner=site.task.id, attribute=polled, reason=CALLED))
    conf = operation.conf
    if operation.date is not None:
        _lose(site, "logical_date", _AT_ONCE)
    if operation.run_id is not None:
        _lose(site, "trigger_run_id", "the run is named by Prefect")
    given: dict[str, Expression] = {}
    if isinstance(conf, Entries):
        for name, value in conf.entries.items():
            if name in known.parameters:
                given[name] = spell(value, signature.scope)
            else:
                _lose(site, f"conf[{name}]", _UNKNOWN.format(flow=known.function))
    arguments = [f"{name}={value.text}" for name, value in given.items()]
    imports = [item for value in given.values() for item in value.imports]
    if conf is not None and not isinstance(conf, Entries):
        made = spell(conf, signature.scope)
        arguments.append(f"**{made.text}")
        imports += made.imports
    ends = bad_ends(operation)
    if "failed" not in ends or "success" in ends:
        arguments.append("return_state=True")
    call = f"{known.function}({', '.join(arguments)})"
    if "success" not in ends:
        return [call], tuple(imports)
    return _judged(f"state = {call}", "state", ends), tuple(imports)


def _deployed(
    operation: Launch, site: Site, signature: Signature
) -> tuple[list[str], tuple[Import, ...]]:
    name = _deployment(operation.pipeline, signature)
    site.tell(LaunchByDeployment(task=site.task.id, deployment=_named(operation)))
    arguments = [name]
    if operation.conf is not None:
        made = spell(operation.conf, signature.scope)
        arguments.append(Expression(f"parameters={made.text}", made.imports))
    arguments += _identified(operation, site, signature)
    if operation.wait:
        arguments.append(Expression(f"poll_interval={number(operation.poll).text}"))
    else:
        arguments += [Expression("timeout=0"), Expression("as_subflow=False")]
    call = f"run_deployment({', '.join(one.text for one in arguments)})"
    ends = bad_ends(operation) if operation.wait else ()
    lines = _judged(f"run = {call}", "run", ends) if ends else [call]
    needed = Import("prefect.deployments", "run_deployment")
    return lines, (needed, *(item for one in arguments for item in one.imports))


def _judged(call: str, name: str, ends: tuple[RunState, ...]) -> list[str]:
    """The statements that fail the task where the run ended in one of these states."""
    state = "run.state" if name == "run" else name
    named = "run.name" if name == "run" else "state.name"
    raised = f'raise RuntimeError(f"{{{named}}} ended as {{{state}}}")'
    match ends:
        case ["failed"]:
            return [call, f"if {state} is None or not {state}.is_completed():", f"    {raised}"]
        case ["success"]:
            return [call, f"if {state} is not None and {state}.is_completed():", f"    {raised}"]
        case _:
            return [call, raised]


def _identified(operation: Launch, site: Site, signature: Signature) -> list[Expression]:
    """When the run is due, what it is called, and by what a second one is known to be the same."""
    given: list[Expression] = []
    if operation.date is not None:
        given.append(_due(operation.date, signature))
    if operation.run_id is not None:
        made = spell(operation.run_id, signature.scope)
        given.append(Expression(f"flow_run_name={made.text}", made.imports))
    stated = operation.run_id or operation.date
    if stated is not None and operation.known != "anew":
        attribute = "logical_date" if operation.run_id is None else "trigger_run_id"
        _lose(site, attribute, _NOT_AGAIN[operation.known])
        made = spell(stated, signature.scope)
        given.append(Expression(f"idempotency_key={made.text}", made.imports))
    return given


def _due(date: Value, signature: Signature) -> Expression:
    """A run is about the moment at which it is due; one in the past starts at once."""
    if isinstance(date, Constant):
        moment = datetime.fromisoformat(str(date.value))
        made = expression(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
        return Expression(f"scheduled_time={made.text}", made.imports)
    match date:
        case Text(parts=[ContextOf(key="logical_date" | "execution_date") as own]):
            made = spell(own, signature.scope)
            return Expression(f"scheduled_time={made.text}", made.imports)
    made = spell(date, signature.scope)
    needed = Import("datetime", "datetime")
    return Expression(
        f"scheduled_time=datetime.fromisoformat({made.text})", (needed, *made.imports)
    )


def _deployment(pipeline: Value, signature: Signature) -> Expression:
    """`flow/deployment`: a flow is called by its function with hyphens, a deployment by the pipeline's id."""
    if isinstance(pipeline, Constant):
        id = str(pipeline.value)
        return expression(f"{flow_name(id)}/{id}")
    made = spell(pipeline, signature.scope)
    return Expression(f'"{{0}}/{{0}}".format({made.text})', made.imports)


def _named(operation: Launch) -> str:
    return operation.target or "the pipeline whose name it is given"


def _done(operation: Launch) -> str:
    return "Run" if operation.wait else "Start a run of"


def _lose(site: Site, attribute: str, reason: str) -> None:
    site.tell(LaunchDetailLost(task=site.task.id, attribute=attribute, reason=reason))
