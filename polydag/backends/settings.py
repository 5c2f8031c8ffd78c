"""What only one engine has a word for: how a message names it, and whether a run can tell that it is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set

from polydag.backends.codes import Unneeded
from polydag.ir.functions import Function
from polydag.ir.model import Frozen, Symbolic
from polydag.ir.operations import OfFunction
from polydag.ir.pipeline import Pipeline
from polydag.ir.tasks import Task
from polydag.ir.values import Code, Constant, Entries, Items, Value

# By engine and attribute, what no longer happens in another engine. All others say how something is shown or where it runs.
EFFECTIVE: Mapping[str, Mapping[str, str]] = {
    "airflow": {
        "allowed_run_types": "runs of every kind may be started",
        "deadline": "nobody is told of a run that is late",
        "end_date": "the task goes on running after its end date",
        "fail_fast": "the other tasks go on when one has failed",
        "max_consecutive_failed_dag_runs": "nothing pauses the schedule after failures",
        "params": "the task sees the parameters of the run as they are",
        "post_execute": "it is not called after the task",
        "pre_execute": "it is not called before the task",
        "retry_policy": "every failure is retried",
        "restrict_to_events": "a run by hand is about the time when it is started",
        "schedule": "nothing starts its runs",
        "run_immediately": "no run of the time before is made when the schedule is first switched on",
        "sla": "nobody is told of a task that is late",
        "sla_miss_callback": "nobody is told of a task that is late",
        "start_date": "the task runs before its start date, too",
        "watchers": "what it watches starts no run: write a sensor, or an automation, that looks for it and starts one",
    }
}
# What calls somebody when a run or a task takes too long.
LATE = frozenset({"deadline", "sla", "sla_miss_callback"})
# By engine, what the values of the tasks have in them already: how their templates are rendered, and from what.
_RENDERED: Mapping[str, frozenset[str]] = {
    "airflow": frozenset(
        {
            "jinja_environment_kwargs",
            "render_template_as_native_obj",
            "template_undefined",
            "templates_exts",
            "user_defined_filters",
            "user_defined_macros",
        }
    )
}

# How Airflow's server keeps what a task gives, and what it does unasked; every reader of it has been settled.
_KEEPING: Mapping[str, tuple[str, Constant]] = {
    "do_xcom_push": ("nothing reads its result", Constant(value=True)),
    "multiple_outputs": ("what reads a key takes it out of the result", Constant(value=False)),
}


def unneeded(task: Task) -> Iterator[Unneeded]:
    """A note for each attribute that says how Airflow keeps what the task gives, where it is not what happens by itself."""
    own = task.extras.get("airflow", {})
    for name, (reason, unasked) in _KEEPING.items():
        if name in own and own[name] != unasked:
            yield Unneeded(attribute=stated(name, own[name]), task=task.id, reason=reason)


# What says where a function runs, in the words of the engine that it comes from.
_PLACING = frozenset(
    {
        "auto_remove",
        "cap_add",
        "container_name",
        "device_requests",
        "docker_url",
        "env_vars",
        "environment",
        "extra_hosts",
        "hostname",
        "image",
        "index_urls",
        "inherit_env",
        "mem_limit",
        "mounts",
        "network_mode",
        "pip_install_options",
        "private_environment",
        "privileged",
        "python",
        "python_command",
        "python_version",
        "requirements",
        "serializer",
        "shm_size",
        "skip_on_exit_code",
        "string_args",
        "system_site_packages",
        "tty",
        "ulimits",
        "use_dill",
        "user",
        "venv_cache_path",
        "working_dir",
    }
)


def carried_by(task: Task, functions: Mapping[str, Function]) -> frozenset[str]:
    """The attributes of another engine that the function is given, that say where it runs, or that `unneeded` tells."""
    if not isinstance(task.operation, OfFunction):
        return frozenset(_KEEPING)
    function = functions.get(task.operation.function)
    placed = function is not None and function.elsewhere is not None
    return frozenset({*task.operation.pulls, *_KEEPING}) | (_PLACING if placed else frozenset())


def foreign(
    extras: Mapping[str, Mapping[str, Value]], target: str, carried: Set[str] = frozenset()
) -> Iterator[tuple[str, str, Value, str | None]]:
    """Engine, attribute, value and what no longer happens (None: nothing) of what other engines than the target have."""
    for engine, attributes in extras.items():
        done = {*carried, *_RENDERED.get(engine, ())}
        own = {} if engine == target else attributes
        for name, value in own.items():
            if name in done:
                continue
            is_off = isinstance(value, Constant) and value.value in (False, None)
            yield engine, name, value, None if is_off else EFFECTIVE.get(engine, {}).get(name)


def unshown(pipeline: Pipeline) -> Iterator[tuple[str, str]]:
    """What the graph of the source shows and one without groups and labels does not: attributes with their values."""
    for edge in pipeline.edges:
        if edge.label:
            yield f"label of {edge.upstream} >> {edge.downstream}", edge.label
    for group in pipeline.groups:
        if group.doc and group.mapping is None and group.subpipeline is None:
            yield f"doc of {'.'.join(group.path)}", group.doc


def stated(name: str, value: object) -> str:
    """An attribute with its value, as a message names it."""
    return f"{name}={shown(value)}"


def shown(value: object) -> str:
    """A value as people write it."""
    match value:
        case Symbolic(text=text) | Code(text=text):
            return " ".join(text.split())
        case Constant(value=inner):
            return str(inner)
        case Items(items=items):
            return f"[{', '.join(map(shown, items))}]"
        case Entries(entries=entries):
            return f"{{{', '.join(f'{key}: {shown(item)}' for key, item in entries.items())}}}"
        case Frozen():
            return value.model_dump_json(exclude_defaults=True)
        case dict():
            return f"{{{', '.join(f'{key}: {shown(item)}' for key, item in value.items())}}}"
        case tuple():
            return ", ".join(map(shown, value))
        case _:
            return str(value)
