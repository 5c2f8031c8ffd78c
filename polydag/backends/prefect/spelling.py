"""How Prefect spells what bodies ask of their engine."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping

from polydag.backends.asking import asks
from polydag.backends.bodies import Entry, Site, Spelled, Spelling
from polydag.backends.bodies.escaping import NO_PARAMETERS, Run, escaped
from polydag.backends.bodies.spelling import noted
from polydag.backends.prefect import dates
from polydag.backends.prefect.assets import NO_ASSETS, Assets
from polydag.backends.prefect.names import flow_name
from polydag.ir.functions import UseKind
from polydag.rendering.strings import string

_ERROR = Spelled(text="RuntimeError")
_LOGGER = Spelled(text="get_run_logger()", imports=(("prefect", "get_run_logger"),))
_RUNTIME = (("prefect", "runtime"),)
GIVE_UP = "GiveUp"
AWAITING = "states_of"
EVENTS = "asset_events"

# Facts that a task of a running flow can ask for itself.
_TASK_FACTS = {
    "run_id": "runtime.flow_run.id",
    "dag_id": "runtime.flow_run.flow_name",
    "pipeline": "runtime.flow_run.flow_name",
    "pipeline_id": "runtime.flow_run.flow_name",
    "pipeline_name": "runtime.flow_run.flow_name",
    "task_id": "runtime.task_run.task_name",
    "try_number": "runtime.task_run.run_count",
}
# What the arguments of a state hook say: of any, of a task's and of a flow's.
_OF_HOOKS = {
    "exception": "state.result(raise_on_failure=False)",
    "error": "state.result(raise_on_failure=False)",
    "message": "state.message",
    "outcome": "state",
    "state": "state.name",
    "failed": "state.is_failed()",
    "succeeded": "state.is_completed()",
}
_OF_TASK_HOOKS = {
    "task_id": "task.name",
    "task_name": "task.name",
    "task_run_name": "task_run.name",
    "task_run_id": "task_run.id",
    "try_number": "task_run.run_count",
    "retry_number": "(task_run.run_count - 1)",
    "run_id": "task_run.flow_run_id",
    **dict.fromkeys(
        ("dag_id", "pipeline", "pipeline_id", "pipeline_name"), "runtime.flow_run.flow_name"
    ),
}
_OF_FLOW_HOOKS = {
    "run_id": "flow_run.id",
    "run_name": "flow_run.name",
    "reason": "state.message",
    **dict.fromkeys(("dag_id", "pipeline", "pipeline_id", "pipeline_name"), "flow.name"),
}


def task_spelling(
    annotations: Mapping[str, str | None],
    *,
    gives_up: bool,
    blocking: bool,
    run: Run = NO_PARAMETERS,
    pipelines: Iterable[str] = (),
    assets: Assets = NO_ASSETS,
) -> Spelling:
    """The table for a task's body; `annotations` are the run parameters' types. A task of one pipeline knows its id.

    With `gives_up` a failure that must not be retried raises `GiveUp`, which the task's retry condition knows. With
    `blocking` a check that does not pass fails.
    """
    context: dict[str, Spelled] = {
        **{key: _runtime(text) for key, text in _TASK_FACTS.items()},
        **{key: _date(key) for key in dates.KEYS},
        "test_mode": Spelled(text="False"),
    }
    ids = {*pipelines}
    if len(ids) == 1:
        # Prefect's own name of the flow has dashes.
        context["pipeline"] = Spelled(text=f'"{ids.pop()}"')
    context["task_instance_key_str"] = _instance_key(context)
    parameter = _parameter(annotations)

    def given(name: str) -> Spelled:
        return parameter(Site(kind="parameter", key=name, arguments={}))

    return Spelling(
        intrinsics={
            "log": _LOGGER,
            "logger": _LOGGER,
            "parameter": parameter,
            "escape": escaped(context.get, given, run),
            "variable": _variable,
            "secret": _secret,
            "environment": _environment,
            "skip": _skip,
            "fail": _fail(gives_up),
            "error": _ERROR,
            "verdict": _verdict(blocking),
            "metadata": _metadata(assets.made),
            "events": _events(assets.keys),
            "ask": asks,
        },
        context=context,
    )


def _instance_key(context: Mapping[str, Spelled]) -> Spelled:
    """How Airflow calls an attempt in one word."""
    parts = [context[key] for key in ("pipeline", "task_id", "ds_nodash")]
    words = ", ".join(part.text or "" for part in parts)
    return Spelled(
        text=f'"__".join([{words}])',
        imports=tuple(dict.fromkeys(item for part in parts for item in part.imports)),
        parameters=tuple(name for part in parts for name in part.parameters),
    )


def waiting_spelling(annotations: Mapping[str, str | None]) -> Spelling:
    """The table for what a wait asks again and again: whether it found something is all that it may return."""
    plain = task_spelling(annotations, gives_up=True, blocking=False)
    asking: dict[UseKind, Entry] = {"skip": _raise_skip, "seen": _seen, "awaited": _awaited}
    return Spelling(intrinsics={**plain.intrinsics, **asking}, context=plain.context)


def hook_spelling(of_flow: bool) -> Spelling:
    """The table for a function that Prefect calls with a task or flow, its run and the state."""
    known = _OF_HOOKS | (_OF_FLOW_HOOKS if of_flow else _OF_TASK_HOOKS)
    facts = {key: _runtime(text) for key, text in known.items()}
    run = "flow_run" if of_flow else "runtime.flow_run"
    given = Run(whole=_runtime(f"{run}.parameters"))
    return Spelling(
        intrinsics={
            "log": _LOGGER,
            "logger": _LOGGER,
            "variable": _variable,
            "secret": _secret,
            "environment": _environment,
            "error": _ERROR,
            "parameter": lambda site: _runtime(f'{run}.parameters["{site.key}"]'),
            "escape": escaped(facts.get, None, given),
        },
        context=facts,
        otherwise="None",
    )


def _runtime(text: str) -> Spelled:
    return Spelled(text=text, imports=_RUNTIME if text.startswith("runtime.") else ())


def _date(key: str) -> Spelled:
    name, kind = dates.variable(key), dates.annotation(key)
    imports = (("datetime", "datetime"),) if kind == "datetime" else ()
    return Spelled(text=name, imports=imports, parameters=(f"{name}: {kind}",))


def _parameter(annotations: Mapping[str, str | None]) -> Callable[[Site], Spelled]:
    def spelled(site: Site) -> Spelled:
        kind = annotations.get(site.key)
        return Spelled(text=site.key, parameters=(f"{site.key}: {kind}" if kind else site.key,))

    return spelled


def _variable(site: Site) -> Spelled:
    default = site.arguments.get("default")
    extra = f", default={default}" if default else ""
    return Spelled(
        text=f'Variable.get("{site.key}"{extra})', imports=(("prefect.variables", "Variable"),)
    )


def _secret(site: Site) -> Spelled:
    return Spelled(
        text=f'Secret.load("{site.key}").get()', imports=(("prefect.blocks.system", "Secret"),)
    )


def _environment(site: Site) -> Spelled:
    default = site.arguments.get("default")
    text = f'os.environ.get("{site.key}", {default})' if default else f'os.environ["{site.key}"]'
    return Spelled(text=text, imports=(("os", ""),))


def _skip(site: Site) -> Spelled:
    message = f", message={site.arguments['message']}" if "message" in site.arguments else ""
    text = f'return Completed(name="Skipped"{message})'
    return Spelled(text=text, imports=(("prefect.states", "Completed"),))


def _raise_skip(site: Site) -> Spelled:
    return Spelled(text=f"raise Skip({site.arguments.get('message', '')})")


def _seen(site: Site) -> Spelled:
    given = [site.arguments.get("done", "True"), site.arguments.get("value", "None")]
    return Spelled(text=f"Seen({', '.join(given)})")


def _awaited(site: Site) -> Spelled:
    """The states of a run that was due when this one was, or so much earlier."""
    seconds = site.arguments["seconds"]
    tasks: tuple[str, ...] = ast.literal_eval(site.arguments["tasks"])
    given = [*map(string, (flow_name(site.key), *tasks))]
    given += [f"earlier={seconds}"] if seconds != "0" else []
    return Spelled(text=f"{AWAITING}({', '.join(given)})")


def _fail(gives_up: bool) -> Callable[[Site], Spelled]:
    error = GIVE_UP if gives_up else "RuntimeError"

    def spelled(site: Site) -> Spelled:
        return Spelled(text=f"raise {error}({site.arguments.get('message', '')})")

    return spelled


def _verdict(blocking: bool) -> Callable[[Site], Spelled]:
    """A verdict ends the check: with a failure when it blocks, else with a warning in the log."""

    def spelled(site: Site) -> Spelled:
        passed = site.arguments.get("passed", "True")
        reason = site.arguments.get("description") or '"the check did not pass"'
        refusal = (
            f"raise ValueError({reason})" if blocking else f"get_run_logger().warning({reason})"
        )
        imports = () if blocking else _LOGGER.imports
        if passed == "True":
            return Spelled(text="return True")
        if passed == "False":
            return Spelled(
                text=refusal if blocking else f"{refusal}\nreturn False", imports=imports
            )
        test = passed if passed.isidentifier() else f"({passed})"
        return Spelled(text=f"if not {test}:\n    {refusal}\nreturn {passed}", imports=imports)

    return spelled


def _metadata(made: Mapping[str, str]) -> Callable[[Site], Spelled]:
    """What is noted belongs to the asset that the task makes, and to the log where it makes none, or several unnamed."""

    def spelled(site: Site) -> Spelled:
        only = next(iter(made.values())) if len(made) == 1 and not site.key else None
        asset = made.get(site.key, only)
        if asset is None:
            text = f'get_run_logger().info("metadata: %s", {noted(site)})'
            return Spelled(text=text, imports=_LOGGER.imports)
        text = f"add_asset_metadata({asset}, {noted(site)})"
        return Spelled(text=text, imports=(("prefect.assets", "add_asset_metadata"),))

    return spelled


def _events(known: Mapping[str, str]) -> Callable[[Site], Spelled]:
    def spelled(site: Site) -> Spelled:
        return Spelled(text=f"{EVENTS}({known[site.key]})", needs=frozenset({EVENTS}))

    return spelled
