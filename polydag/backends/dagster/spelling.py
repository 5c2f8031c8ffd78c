"""How Dagster spells what bodies ask of their engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from polydag.backends.asking import asks
from polydag.backends.bodies.escaping import NO_PARAMETERS, Run, escaped
from polydag.backends.bodies.spelling import Entry, Site, Spelled, Spelling, noted
from polydag.backends.dagster.names import environment_name
from polydag.ir.functions import UseKind

_CONTEXT = frozenset({"context"})
NOTHING: Mapping[UseKind, Entry] = {}


@dataclass(frozen=True)
class Dates:
    """How the partitions of a run tell its date: keys of hours, and the constant that knows irregular intervals."""

    hourly: bool = False
    known: bool = False
    constant: str = ""


_DAY = "%Y-%m-%d"
_WINDOW = "context.partition_time_window"
_TIMEDELTA = ("datetime", "timedelta")


def _plain(text: str, *imports: tuple[str, str]) -> Spelled:
    return Spelled(text=text, imports=imports, needs=_CONTEXT)


def _day(text: str, nodash: bool = False) -> str:
    return f'{text}.strftime("{_DAY.replace("-", "") if nodash else _DAY}")'


# The interval before the run's own has the same length in every regular schedule.
_PREVIOUS = f"({_WINDOW}.start - ({_WINDOW}.end - {_WINDOW}.start))"
_YESTERDAY = f"({_WINDOW}.start - timedelta(days=1))"
_TOMORROW = f"({_WINDOW}.start + timedelta(days=1))"
CONTEXT: dict[str, Spelled] = {
    "ds": _plain("context.partition_key"),
    "partition_key": _plain("context.partition_key"),
    "ds_nodash": _plain(_day(f"{_WINDOW}.start", nodash=True)),
    "ts": _plain(f"{_WINDOW}.start.isoformat()"),
    "ts_nodash": _plain(f'{_WINDOW}.start.strftime("%Y%m%dT%H%M%S")'),
    "ts_nodash_with_tz": _plain(f'{_WINDOW}.start.isoformat().replace("-", "").replace(":", "")'),
    "logical_date": _plain(f"{_WINDOW}.start"),
    "execution_date": _plain(f"{_WINDOW}.start"),
    "data_interval_start": _plain(f"{_WINDOW}.start"),
    "data_interval_end": _plain(f"{_WINDOW}.end"),
    "next_ds": _plain(_day(f"{_WINDOW}.end")),
    "next_ds_nodash": _plain(_day(f"{_WINDOW}.end", nodash=True)),
    "prev_ds": _plain(_day(_PREVIOUS)),
    "prev_ds_nodash": _plain(_day(_PREVIOUS, nodash=True)),
    "prev_logical_date": _plain(_PREVIOUS),
    "prev_execution_date": _plain(_PREVIOUS),
    "yesterday_ds": _plain(_day(_YESTERDAY), _TIMEDELTA),
    "yesterday_ds_nodash": _plain(_day(_YESTERDAY, nodash=True), _TIMEDELTA),
    "tomorrow_ds": _plain(_day(_TOMORROW), _TIMEDELTA),
    "tomorrow_ds_nodash": _plain(_day(_TOMORROW, nodash=True), _TIMEDELTA),
    "task_instance_key_str": _plain(
        f'"__".join([context.job_name, context.op.name, {_day(f"{_WINDOW}.start", nodash=True)}])'
    ),
    "run_id": _plain("context.run_id"),
    "dag_id": _plain("context.job_name"),
    "pipeline": _plain("context.job_name"),
    "flow_name": _plain("context.job_name"),
    "task_id": _plain("context.op.name"),
    "task_name": _plain("context.op.name"),
    "try_number": _plain("(context.retry_number + 1)"),
    "map_index": _plain("int(context.get_mapping_key())"),
    "test_mode": Spelled(text="False"),
}
# In a failure hook the op's context is another one, which knows of the run only by its id.
_RUN = "context.instance.get_run_by_id(context.run_id)"
HOOK_CONTEXT: dict[str, Spelled] = {
    "ds": _plain(f'{_RUN}.tags["dagster/partition"]'),
    "partition_key": _plain(f'{_RUN}.tags["dagster/partition"]'),
    "run_id": _plain("context.run_id"),
    "dag_id": _plain("context.job_name"),
    "pipeline": _plain("context.job_name"),
    "flow_name": _plain("context.job_name"),
    "task_id": _plain("context.op.name"),
    "task_name": _plain("context.op.name"),
    "task_run_name": _plain("context.op.name"),
    "task_run_id": _plain('f"{context.run_id}.{context.op.name}"'),
    "exception": _plain("context.op_exception"),
    "error": _plain("context.op_exception"),
    "message": _plain("str(context.op_exception)"),
    "outcome": _plain('(context.op_exception or "Completed")'),
    "state": _plain('("Failed" if context.op_exception else "Completed")'),
    "failed": _plain("context.op_exception is not None"),
    "succeeded": _plain("context.op_exception is None"),
}


# In a sensor the run has ended, and is all that is known.
_ENDED = "context.dagster_run"
RUN_CONTEXT: dict[str, Spelled] = {
    "ds": _plain(f'{_ENDED}.tags["dagster/partition"]'),
    "run_id": _plain(f"{_ENDED}.run_id"),
    "dag_id": _plain(f"{_ENDED}.job_name"),
    "pipeline": _plain(f"{_ENDED}.job_name"),
    "flow_name": _plain(f"{_ENDED}.job_name"),
    "run_name": _plain(f"{_ENDED}.run_id"),
    "state": _plain(f"{_ENDED}.status.value"),
    "failed": _plain(f"{_ENDED}.is_failure"),
    "succeeded": _plain(f"{_ENDED}.is_success"),
}
_MESSAGES = ("exception", "error", "reason", "message", "outcome")


def context_table(dates: Dates) -> dict[str, Spelled]:
    """Facts about the run as expressions over `context`, for partitions of one kind."""
    table = dict(CONTEXT)
    if dates.hourly:
        table["ds"] = _plain(_day(f"{_WINDOW}.start"))
    if dates.constant:
        previous = f"{dates.constant}.get_prev_partition_window({_WINDOW}.start).start"
        table |= {
            key: _plain(_day(previous, nodash="nodash" in key))
            for key in ("prev_ds", "prev_ds_nodash")
        }
        table |= {key: _plain(previous) for key in ("prev_logical_date", "prev_execution_date")}
    return table


def _parameter(site: Site) -> Spelled:
    return Spelled(text=f"config.{site.key}", needs=frozenset({"config"}))


def _shared_parameter(resource: str) -> Callable[[Site], Spelled]:
    def spelled(site: Site) -> Spelled:
        return Spelled(text=f"{resource}.{site.key}", needs=frozenset({"params"}))

    return spelled


def _environment(site: Site) -> Spelled:
    variable = site.key if site.kind == "environment" else environment_name(site.key)
    default = site.arguments.get("default")
    if site.arguments.get("parsed"):
        made = f'json.loads(os.environ["{variable}"])'
        text = made if default is None else f'({made} if "{variable}" in os.environ else {default})'
        return Spelled(text=text, imports=(("os", ""), ("json", "")))
    text = (
        f'os.environ["{variable}"]'
        if default is None
        else f'os.environ.get("{variable}", {default})'
    )
    return Spelled(text=text, imports=(("os", ""),))


def _fail(site: Site) -> Spelled:
    message = site.arguments.get("message")
    given = f"{message}, " if message else ""
    return Spelled(
        text=f"raise Failure({given}allow_retries=False)", imports=(("dagster", "Failure"),)
    )


def _output(site: Site) -> Spelled:
    # The name is source text: a label may be an expression.
    name = "" if site.arguments["name"] == '"result"' else f", {site.arguments['name']}"
    return Spelled(
        text=f"yield Output({site.arguments['value']}{name})", imports=(("dagster", "Output"),)
    )


def _verdict(site: Site) -> Spelled:
    given = ", ".join(f"{name}={text}" for name, text in site.arguments.items() if text)
    return Spelled(
        text=f"return AssetCheckResult({given})", imports=(("dagster", "AssetCheckResult"),)
    )


def _plain_verdict(site: Site) -> Spelled:
    """Where no asset is checked, the op that calls the function decides what a verdict means."""
    return Spelled(text=f"return {site.arguments.get('passed') or 'True'}")


def _metadata(site: Site) -> Spelled:
    return Spelled(text=f"context.add_output_metadata({noted(site)})", needs=_CONTEXT)


def _seen(site: Site) -> Spelled:
    given = [site.arguments.get("done", "True"), site.arguments.get("value", "None")]
    return Spelled(text=f"Seen({', '.join(given)})", needs=frozenset({"Seen"}))


def _is_date(fact: Spelled) -> bool:
    """Whether a fact is asked of the run's partition."""
    return "context.partition" in (fact.text or "")


def _one(spell: Callable[[Site], Spelled], name: str) -> Spelled:
    """One parameter of the run."""
    return spell(Site(kind="parameter", key=name, arguments={}))


def hook_spelling() -> Spelling:
    """The table for a callback of an op."""
    return _of_callback(HOOK_CONTEXT)


def run_spelling(of_failure: bool) -> Spelling:
    """The table for a callback of the whole run; with `of_failure` nothing but failures call it."""
    event = "failure_event" if of_failure else "dagster_event"
    said = dict.fromkeys(_MESSAGES, _plain(f"context.{event}.message"))
    return _of_callback(RUN_CONTEXT | said)


def _of_callback(context: dict[str, Spelled]) -> Spelling:
    """Neither config nor resources of the run reach what is called at its end."""
    known = spelling(shared=None, hook=True).intrinsics
    asked = {kind: entry for kind, entry in known.items() if kind not in ("parameter", "metadata")}
    handed: dict[UseKind, Entry] = {"escape": escaped(_known_at_the_end(context).get, None, Run())}
    return Spelling(intrinsics=asked | handed, context=context, otherwise="None")


def _known_at_the_end(context: dict[str, Spelled]) -> dict[str, Spelled]:
    """The facts that a callback hands on: a run that is about no date has none, and the callback is called all the same."""
    dated = {key: fact for key, fact in context.items() if ".tags[" in (fact.text or "")}
    return context | {
        key: _plain((fact.text or "").replace(".tags[", ".tags.get(").replace("]", ")"))
        for key, fact in dated.items()
    }


def spelling(
    *,
    shared: str | None,
    dates: Dates = Dates(),
    tracked: bool = False,
    hook: bool = False,
    assets: bool = False,
    yields: bool = True,
    run: Run = NO_PARAMETERS,
    asking: Mapping[UseKind, Entry] = NOTHING,
) -> Spelling:
    """The table for one op: where several ops read parameters they come from the resource `shared`.

    `run` says which parameters there are, `asking` how the instance is asked for what only the task at hand knows. A run that is
    about no date has none to hand on.
    """
    context = HOOK_CONTEXT if hook else context_table(dates)
    parameter = _shared_parameter(shared) if shared else _parameter
    given = partial(_one, parameter)
    known = {key: fact for key, fact in context.items() if dates.known or not _is_date(fact)}
    escaping: dict[UseKind, Entry] = {} if hook else {"escape": escaped(known.get, given, run)}
    skip = (
        Spelled(text='raise Skip("skipped")', needs=frozenset({"Skip"}))
        if tracked
        else Spelled(text="return")
    )
    return Spelling(
        intrinsics={
            "log": Spelled(text="context.log", needs=_CONTEXT),
            "logger": Spelled(text="context.log", needs=_CONTEXT),
            "parameter": parameter,
            "variable": _environment,
            "secret": _environment,
            "environment": _environment,
            "skip": skip,
            "fail": _fail,
            "error": Spelled(text="RuntimeError"),
            "verdict": _verdict if assets else _plain_verdict,
            "seen": _seen,
            "metadata": _metadata,
            "import": Spelled(text=None),
            "ask": lambda site: asks(site, "context"),
            **asking,
            **escaping,
        },
        context=context,
        output=_output if yields and not tracked else None,
        skip_yields=not tracked,
    )
