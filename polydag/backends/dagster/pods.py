"""Where a task of Airflow runs, as tags that Dagster's own executors read: the queue of a worker, the pod of Kubernetes."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from polydag.backends.dagster.sheet import Sheet
from polydag.ir.tasks import Task
from polydag.ir.values import Code, Constant, Entries, Value

# What Airflow calls the container in which the task runs.
_BASE = "base"
_MODEL = "V1"


def placed(task: Task, sheet: Sheet) -> dict[str, dict[str, str]]:
    """By argument of Airflow's operators the tags that say the same; only executors that have such places read either."""
    own = task.extras.get("airflow", {})
    found: dict[str, dict[str, str]] = {}
    queue = own.get("queue")
    if isinstance(queue, Constant) and isinstance(queue.value, str):
        found["queue"] = {'"dagster-celery/queue"': sheet.value(queue.value)}
    pod = _pod(own.get("executor_config"))
    if pod is not None:
        found["executor_config"] = {'"dagster-k8s/config"': pod}
    return found


def _pod(config: Value | None) -> str | None:
    """`{"pod_override": V1Pod(…)}` → the parts of a pod as Dagster names them; None where they are not all said there."""
    if not isinstance(config, Entries) or config.entries.keys() != {"pod_override"}:
        return None
    override = config.entries["pod_override"]
    if not isinstance(override, Code) or override.reads:
        return None
    pod = _fields(ast.parse(f"(\n{override.text}\n)", mode="eval").body)
    if pod is None or not pod.keys() <= {"metadata", "spec"}:
        return None
    spec = _fields(pod["spec"]) if "spec" in pod else {}
    metadata = _plain(pod["metadata"]) if "metadata" in pod else "{}"
    containers = None if spec is None else _containers(spec.pop("containers", ast.List([])))
    if spec is None or containers is None or metadata is None:
        return None
    own, others = containers
    rest = {name: _plain(value) for name, value in spec.items()} | others
    parts = {
        "pod_template_spec_metadata": metadata,
        "container_config": _dict(own),
        "pod_spec_config": _dict(rest),
    }
    known = {name: text for name, text in parts.items() if text != "{}"}
    return _dict({**known}) if None not in parts.values() else None


def _containers(listed: ast.expr) -> tuple[dict[str, str | None], dict[str, str | None]] | None:
    """The fields of the container that runs the task, and a field for those beside it."""
    own: dict[str, str | None] = {}
    beside: list[str | None] = []
    for item in listed.elts if isinstance(listed, ast.List | ast.Tuple) else [listed]:
        fields = _fields(item)
        if fields is None:
            return None
        name = fields.get("name")
        if isinstance(name, ast.Constant) and name.value == _BASE:
            own |= {key: _plain(value) for key, value in fields.items() if key != "name"}
        else:
            beside.append(_plain(item))
    if None in beside:
        return None
    return own, {"containers": f"[{', '.join(filter(None, beside))}]"} if beside else {}


def _fields(node: ast.expr) -> dict[str, ast.expr] | None:
    """The arguments of a model of Kubernetes."""
    if not isinstance(node, ast.Call) or node.args:
        return None
    name = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
    if not name.startswith(_MODEL):
        return None
    fields = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg is not None}
    return fields if len(fields) == len(node.keywords) else None


def _plain(node: ast.expr) -> str | None:
    """A model as a dict, at any depth; None for what is no literal."""
    match node:
        case ast.Call():
            fields = _fields(node)
            return None if fields is None else _dict({k: _plain(v) for k, v in fields.items()})
        case ast.List(elts=items):
            made = [_plain(item) for item in items]
            return None if None in made else f"[{', '.join(filter(None, made))}]"
        case _:
            # A name may be one that only the source defines.
            said = not any(isinstance(inner, ast.Call | ast.Name) for inner in ast.walk(node))
            return ast.unparse(node) if said else None


def _dict(fields: Mapping[str, str | None]) -> str | None:
    if None in fields.values():
        return None
    entries = (f'"{name}": {text}' for name, text in fields.items())
    return f"{{{', '.join(entries)}}}"
