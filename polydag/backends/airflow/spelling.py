"""How bodies of other engines say in Airflow what they asked of their own."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from polydag.backends.airflow.versions.dialect import EXCEPTIONS, SDK, Dialect
from polydag.backends.bodies import Entry, Site, Spelled, Spelling
from polydag.ir.functions import UseKind

# Facts of the run as keyword arguments that Airflow fills in, and the expression over them.
_FACTS: Mapping[str, tuple[str, str]] = {
    "run_id": ("run_id", "run_id"),
    "task_id": ("ti", "ti.task_id"),
    "try_number": ("ti", "ti.try_number"),
    "retry_number": ("ti", "(ti.try_number - 1)"),
    "map_index": ("ti", "ti.map_index"),
    "pipeline": ("dag", "dag.dag_id"),
    "partition_key": ("data_interval_start", 'data_interval_start.strftime("%Y-%m-%d")'),
    "has_partition_key": ("data_interval_start", "(data_interval_start is not None)"),
    "ds": ("ds", "ds"),
    "ds_nodash": ("ds_nodash", "ds_nodash"),
    "ts": ("ts", "ts"),
    "logical_date": ("logical_date", "logical_date"),
    "data_interval_start": ("data_interval_start", "data_interval_start"),
    "data_interval_end": ("data_interval_end", "data_interval_end"),
}
# What callbacks of tasks ask, where nothing but failures call them, and else.
_IN_HOOK: Mapping[str, str] = {
    "exception": 'context["exception"]',
    "message": 'str(context["exception"])',
    "outcome": 'context["ti"].state',
    "state": 'context["ti"].state',
    "failed": 'context["ti"].state == "failed"',
    "succeeded": 'context["ti"].state == "success"',
    "task_id": 'context["ti"].task_id',
    "task_run_name": 'context["ti"].task_id',
    "task_run_id": 'context["task_instance_key_str"]',
    "try_number": 'context["ti"].try_number',
    "run_id": 'context["run_id"]',
    "pipeline": 'context["dag"].dag_id',
    "ds": 'context["ds"]',
    "logical_date": 'context["logical_date"]',
}
_AT_ANY_END: Mapping[str, str] = {
    "exception": 'context.get("exception")',
    "message": 'str(context.get("exception") or "")',
    "outcome": '(context.get("exception") or context["ti"].state)',
}
# A callback of a DAG has a reason ("success", or what failed), and the task that ended last, which is nobody's question.
_IN_DAG_HOOK: Mapping[str, str] = {
    **dict.fromkeys(("exception", "message", "outcome", "state"), 'context["reason"]'),
    "failed": 'context["reason"] != "success"',
    "succeeded": 'context["reason"] == "success"',
    "run_id": 'context["run_id"]',
    "run_name": 'context["run_id"]',
    "pipeline": 'context["dag"].dag_id',
    "ds": 'context["ds"]',
    "logical_date": 'context["logical_date"]',
}


def spelling(logger: str, dialect: Dialect, blocking: bool = True) -> Spelling:
    """Airflow's table; `logger` is the module's logger, `blocking` says whether a check that does not pass fails."""
    return Spelling(
        intrinsics=_intrinsics(logger, dialect, blocking),
        context={key: _fact(key) for key in _FACTS},
    )


def hook_spelling(logger: str, dialect: Dialect, of_dag: bool, events: Collection[str]) -> Spelling:
    """The table for callbacks, which get the context as their one argument; `events` are those that call it."""
    table = {**_IN_HOOK} if {*events} <= {"failure", "retry"} else {**_IN_HOOK, **_AT_ANY_END}
    context = {key: Spelled(text=text) for key, text in (_IN_DAG_HOOK if of_dag else table).items()}
    known = _intrinsics(logger, dialect, True)
    known["parameter"] = _parameter_in_hook
    return Spelling(
        intrinsics={kind: entry for kind, entry in known.items() if kind not in ("push", "seen")},
        context=context,
        otherwise="None",
    )


def logger_of(name: str) -> tuple[str, ...]:
    """The module-level statement that makes a logger."""
    return (f"{name} = logging.getLogger(__name__)",)


def _fact(key: str) -> Spelled:
    given, text = _FACTS[key]
    return Spelled(text=text, parameters=(f"{given}=None",))


def _intrinsics(logger: str, dialect: Dialect, blocking: bool) -> dict[UseKind, Entry]:
    return {
        "log": Spelled(text=logger, imports=(("logging", ""),), module=logger_of(logger)),
        "logger": _own_logger,
        "parameter": _parameter,
        "variable": _variable(dialect),
        "secret": _variable(dialect),
        "connection": _connection,
        "environment": _environment,
        "push": _push,
        "skip": _raising("AirflowSkipException", "nothing to do"),
        "fail": _raising("AirflowFailException", "failed for good"),
        "error": Spelled(text="RuntimeError"),
        "verdict": _fails if blocking else _warns(logger),
        "seen": _seen,
        "metadata": Spelled(text=None),
    }


def _own_logger(site: Site) -> Spelled:
    return Spelled(text=None, imports=(("logging", ""),), module=logger_of(site.assigns or "log"))


def _parameter(site: Site) -> Spelled:
    return Spelled(text=f'params["{site.key}"]', parameters=("params=None",))


def _parameter_in_hook(site: Site) -> Spelled:
    return Spelled(text=f'context["params"]["{site.key}"]')


def _variable(dialect: Dialect) -> Entry:
    word = dialect.word("Variable.get", "default")

    def spell(site: Site) -> Spelled:
        default = site.arguments.get("default")
        extra = f", {word}={default}" if default is not None else ""
        return Spelled(text=f'Variable.get("{site.key}"{extra})', imports=((SDK, "Variable"),))

    return spell


def _connection(site: Site) -> Spelled:
    return Spelled(text=f'BaseHook.get_connection("{site.key}")', imports=((SDK, "BaseHook"),))


def _environment(site: Site) -> Spelled:
    default = site.arguments.get("default")
    text = (
        f'os.environ["{site.key}"]'
        if default is None
        else f'os.environ.get("{site.key}", {default})'
    )
    return Spelled(text=text, imports=(("os", ""),))


def _push(site: Site) -> Spelled:
    return Spelled(
        text=f'ti.xcom_push(key="{site.key}", value={site.arguments["value"]})',
        parameters=("ti=None",),
    )


def _seen(site: Site) -> Spelled:
    given = f"is_done={site.arguments.get('done', 'True')}"
    if "value" in site.arguments:
        given += f", xcom_value={site.arguments['value']}"
    return Spelled(text=f"PokeReturnValue({given})", imports=((SDK, "PokeReturnValue"),))


def _raising(name: str, otherwise: str) -> Entry:
    def spell(site: Site) -> Spelled:
        message = site.arguments.get("message") or f'"{otherwise}"'
        return Spelled(text=f"raise {name}({message})", imports=((EXCEPTIONS, name),))

    return spell


def _fails(site: Site) -> Spelled:
    """`passed` false raises; retrying a verdict would not change it."""
    raising = f"raise AirflowFailException({_reason(site)})"
    return Spelled(
        text=_unless(site.arguments["passed"], raising),
        imports=((EXCEPTIONS, "AirflowFailException"),),
    )


def _warns(logger: str) -> Entry:
    def spell(site: Site) -> Spelled:
        text = _unless(site.arguments["passed"], f"{logger}.warning({_reason(site)})")
        return Spelled(text=text, imports=(("logging", ""),), module=logger_of(logger))

    return spell


def _unless(passed: str, statement: str) -> str:
    if passed == "True":
        return "return"
    if passed == "False":
        return statement if statement.startswith("raise") else f"{statement}\nreturn"
    condition = (
        passed[4:] if passed.startswith("not ") and _is_simple(passed[4:]) else f"not ({passed})"
    )
    if condition.startswith("not (") and passed.isidentifier():
        condition = f"not {passed}"
    return f"if {condition}:\n    {statement}\nreturn"


def _is_simple(text: str) -> bool:
    return text.isidentifier() or (text.endswith(")") and text.count("(") == 1 and " " not in text)


def _reason(site: Site) -> str:
    return site.arguments.get("description") or '"the check did not pass"'
