"""`@asset` and `@asset.multi`: a function that makes assets, and the DAG of one task that Airflow makes of it."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from polydag.frontends.airflow.codes import BuiltElsewhere
from polydag.frontends.airflow.dag import make_dag
from polydag.frontends.airflow.drafts import TaskDraft
from polydag.frontends.airflow.given import Given
from polydag.frontends.airflow.handles import AssetHandle, joined
from polydag.frontends.airflow.names import SDK
from polydag.frontends.airflow.reading import Reading
from polydag.frontends.airflow.structure.asset_uses import is_only_named
from polydag.frontends.airflow.structure.codes import AssetGiven
from polydag.ir.operations import Call
from polydag.ir.tasks import Placement
from polydag.ir.values import Constant, Value
from polydag.syntax.calls import Argument, Arguments, CallSite
from polydag.syntax.data import FALSE, Datum, FunctionData, Known, ListData, TupleData

ASSET = f"{SDK}.asset"
MULTI = f"{SDK}.asset.multi"


def asset_of(
    reading: Reading, qualified: str, site: CallSite | None, function: FunctionData
) -> AssetHandle | None:
    """The asset, or all of several, that a decorated function makes; its DAG is made with it."""
    if qualified not in (ASSET, MULTI) or site is None or isinstance(function.node, ast.Lambda):
        return None
    stated = site.arguments
    handle = _several(stated) if qualified == MULTI else _one(stated, function)
    if handle is None:
        call = " ".join(site.source.split())
        reading.tell(BuiltElsewhere(call=call[:80], span=site.span))
        return None
    own = CallSite(site.evaluator, function.node, function.scope, site.loops, function.node)
    # Airflow does not let these DAGs catch up, whatever the configuration says.
    keywords = {"catchup": Argument(FALSE), **stated.keywords}
    own.arguments = Arguments(keywords=keywords, taken=set(stated.taken))
    pipeline = make_dag(reading, own, function.name if qualified == MULTI else handle.name).draft
    given = Arguments(keywords={"outlets": Argument(ListData([handle]))})
    name = reading.functions.add(function)
    inlets = {parameter: AssetHandle(parameter, None) for parameter in _inlets(function.node)}
    if inlets:
        given.keywords["inlets"] = Argument(ListData([*inlets.values()]))
    objects: dict[str, AssetHandle | None] = {**inlets, "context": None}
    if qualified == ASSET:
        objects["self"] = handle
    task = TaskDraft(
        id=function.name,
        source=qualified,
        site=own,
        given=Given(given),
        operation=Call(function=name, arguments=_arguments(reading, own, function.node, objects)),
        function=name,
        callable=function,
        origin=Placement(address=function.name, function=name),
        objects=objects,
    )
    pipeline.tasks.append(task)
    return handle


def _one(stated: Arguments, function: FunctionData) -> AssetHandle:
    name = _text(stated.take("name")) or function.name
    return AssetHandle(name, _text(stated.take("uri")))


def _several(stated: Arguments) -> AssetHandle | None:
    datum = stated.take("outlets")
    items = datum.items if isinstance(datum, ListData | TupleData) else ()
    handles = [item for item in items if isinstance(item, AssetHandle)]
    return joined("all", handles) if handles and len(handles) == len(items) else None


def _text(datum: Datum | None) -> str | None:
    return datum.value if isinstance(datum, Known) and isinstance(datum.value, str) else None


def _required(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    arguments = node.args
    plain = [*arguments.posonlyargs, *arguments.args]
    plain = plain[: len(plain) - len(arguments.defaults)]
    named = [
        a for a, d in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if d is None
    ]
    return [argument.arg for argument in (*plain, *named)]


def _inlets(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    """The parameters that are given the asset of their name."""
    taken = ("self", "context", "outlet_events")
    return [name for name in _required(node) if name not in taken]


def _arguments(
    reading: Reading,
    site: CallSite,
    node: ast.FunctionDef | ast.AsyncFunctionDef,
    objects: Mapping[str, AssetHandle | None],
) -> dict[str, Value]:
    """Airflow hands over objects; what stands for one elsewhere that is more than named is its name, which is told."""
    found: dict[str, Value] = {}
    for name in _required(node):
        asset = objects.get(name)
        if name in ("context", "outlet_events") or (asset and is_only_named(name, node)):
            continue
        value = node.name if asset is None else asset.name
        found[name] = Constant(value=value)
        told = AssetGiven(parameter=name, given=repr(value), task=node.name, span=site.span)
        reading.tell(told)
    return found
