"""Calls in templates: `ti.xcom_pull`, `var.value.get`, macros, and methods of dates, strings, lists and dicts."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from polydag.frontends.airflow.template_dates import MACROS, date_method
from polydag.frontends.airflow.template_names import Kind
from polydag.frontends.airflow.template_parts import Part, Sharing, UnloweredError, call
from polydag.ir.values import Constant, Items, Lookup, OutputOf, ParameterOf, Value

# Methods that do nothing but give a value.
_PURE = frozenset(
    {name for kind in (str, bytes, int, float) for name in dir(kind) if not name.startswith("_")}
    | {"get", "items", "keys", "values", "index", "count", "copy", "total_seconds", "hex"}
)
_TEXTS = frozenset(
    {"upper", "lower", "strip", "lstrip", "rstrip", "replace", "title", "capitalize", "format"}
    | {"join", "zfill", "ljust", "rjust", "removeprefix", "removesuffix", "swapcase", "center"}
)


def called(
    sharing: Sharing, owner: Part, name: str, args: list[Part], given: Mapping[str, Part]
) -> Part:
    """`owner.name(args)`."""
    if owner.path:
        return _of_object(sharing, (*owner.path, name), args, given)
    node = sharing.node(owner)
    nodes = [sharing.node(arg) for arg in args]
    named = {key: sharing.node(part) for key, part in given.items()}
    if owner.kind == "date":
        return date_method(sharing, node, name, nodes, named)
    if name not in _PURE:
        raise UnloweredError(f".{name}(…)")
    kind: Kind = "text" if name in _TEXTS else "data"
    return Part(kind, call(ast.Attribute(node, name), *nodes, **named))


def _of_object(
    sharing: Sharing, path: tuple[str, ...], args: list[Part], given: Mapping[str, Part]
) -> Part:
    match path:
        case ("macros", *rest) if tuple(rest) in MACROS:
            nodes = [sharing.node(arg) for arg in args]
            named = {key: sharing.node(part) for key, part in given.items()}
            return MACROS[tuple(rest)](sharing, nodes, named)
        case ("ti", "xcom_pull"):
            return Part("data", value=_pulled(args, given))
        case ("params", "get"):
            return _taken(sharing, args, given, "params")
        case ("dag_run", "conf", "get"):
            return _taken(sharing, args, given, "dag_run.conf")
        case ("var", "value", "get"):
            return Part("text", value=_variable(_texts("var.value", args)[0], args, given))
        case ("var", "json", "get") if len(args) == 1:
            text = sharing.node(Part("text", value=_variable(_texts("var", args)[0], args, given)))
            return Part("data", call(ast.Attribute(sharing.need("json"), "loads"), text))
        case ("conn", "get"):
            return Part(path=("conn", _texts("conn", args)[0]))
        case ("conn", name, "get_uri"):
            return Part("text", value=Lookup(what="connection", name=name))
    raise UnloweredError(f"{'.'.join(path)}(…)")


def _texts(owner: str, args: Sequence[Part]) -> list[str]:
    """The first argument, which has to be known."""
    first = args[0].value if args else None
    if not isinstance(first, Constant) or not isinstance(first.value, str):
        raise UnloweredError(f"{owner}.get(…)")
    return [first.value]


def _taken(sharing: Sharing, args: list[Part], given: Mapping[str, Part], owner: str) -> Part:
    """`params.get("x", default)`, `dag_run.conf.get("x", default)`."""
    [name] = _texts(owner, args)
    default = args[1] if len(args) > 1 else given.get("default")
    if owner == "params" and name in sharing.known.params:
        sharing.is_own = True
        return Part("data", value=sharing.known.params[name])
    if owner == "params" and default is None:
        return Part("data", value=ParameterOf(name=name))
    known = None if default is None else default.value
    if default is not None and not isinstance(known, Constant):
        raise UnloweredError(f"{owner}.get({name!r}, …)")
    return sharing.asked(name, known)


def _variable(name: str, args: Sequence[Part], given: Mapping[str, Part]) -> Lookup:
    default = args[1] if len(args) > 1 else given.get("default") or given.get("default_var")
    if default is None:
        return Lookup(what="variable", name=name)
    if default.value is None:
        raise UnloweredError(f"var.value.get({name!r}, …)")
    return Lookup(what="variable", name=name, default=default.value)


def _pulled(args: Sequence[Part], given: Mapping[str, Part]) -> Value:
    """`ti.xcom_pull(…)` in all spellings that say which task."""
    named = dict(given)
    named |= dict(zip(("task_ids", "dag_id", "key"), args, strict=False))
    if not set(named) <= {"task_ids", "key", "dag_id", "include_prior_dates", "default"}:
        raise UnloweredError(f"ti.xcom_pull({', '.join(named)})")
    for name in ("dag_id", "include_prior_dates", "default"):
        if name in named and _known(named[name]) not in (None, False):
            raise UnloweredError(f"ti.xcom_pull({name}=…)")
    key = _known(named["key"]) if "key" in named else "return_value"
    if "task_ids" not in named or not isinstance(key, str):
        raise UnloweredError("ti.xcom_pull without task_ids")
    output = "result" if key == "return_value" else key
    tasks = _known(named["task_ids"])
    if isinstance(tasks, str):
        return OutputOf(task=tasks, output=output)
    if isinstance(tasks, list) and all(isinstance(task, str) for task in tasks):
        return Items(items=tuple(OutputOf(task=str(task), output=output) for task in tasks))
    raise UnloweredError("ti.xcom_pull of tasks that are computed")


def _known(part: Part) -> object:
    """A constant, or a list of some; an ellipsis for anything else."""
    if isinstance(part.value, Constant):
        return part.value.value
    if isinstance(part.node, ast.List | ast.Tuple):
        items = part.node.elts
        if all(isinstance(item, ast.Constant) for item in items):
            return [item.value for item in items if isinstance(item, ast.Constant)]
    return ...
