"""Assets that a task makes or reads: its outlets and inlets."""

from __future__ import annotations

from polydag.backends.airflow.codes import AssetDetailDropped
from polydag.backends.airflow.policies import Keywords
from polydag.backends.airflow.work import Work
from polydag.ir.pipeline import Asset
from polydag.ir.tasks import Task
from polydag.ir.values import Code, Constant, Entries, Items
from polydag.rendering.pyvalues import Expression, call, expression

_SPELT = (Constant, Items, Entries, Code)


def asset_keywords(task: Task, work: Work, pipeline: str) -> Keywords:
    """`outlets=` and `inlets=`."""
    found: Keywords = {}
    if task.publishes:
        found["outlets"] = expression([asset(id, work, pipeline) for id in task.publishes])
    if task.consumes:
        found["inlets"] = expression([asset(id, work, pipeline) for id in task.consumes])
    return found


def asset(id: str, work: Work, pipeline: str) -> Expression:
    """`Asset("name")`, with what Airflow knows of it."""
    known = work.module.assets.get(id)
    name = work.sdk("Asset")
    if known is None:
        return call(name, expression(id))
    view = work.view(known, id, pipeline)
    a = view.use("uri", "group", "metadata", "key", "extras")
    plain, keywords = identity(known, work)
    lacks = [("kinds", "the kinds"), ("description", "the description")]
    if a.group is not None and work.dialect.has("asset names"):
        keywords["group"] = expression(a.group)
    elif a.group is not None:
        lacks.append(("group", "the group"))
    extra = {k: v for k, v in a.metadata.items() if isinstance(v, _SPELT)}
    if extra:
        keywords["extra"] = expression(extra)
    own = a.extras.get("airflow", {}) if work.is_own and work.dialect.has("asset names") else {}
    keywords |= {
        name: expression(value) for name, value in own.items() if isinstance(value, _SPELT)
    }
    for field, word in lacks:
        if getattr(a, field):
            work.collector.tell(
                AssetDetailDropped(
                    pipeline=pipeline, asset=id, detail=word, target=work.dialect.key
                )
            )
            view.told(field)
    return call(name, plain, **keywords)


def awaited(id: str, work: Work, pipeline: str) -> Expression:
    """An asset that runs wait for: all that is known of it where no task of the module makes or reads it."""
    known = work.module.assets.get(id)
    if known is None or id not in work.assets_of_tasks:
        return asset(id, work, pipeline)
    name, keywords = identity(known, work)
    return call(work.sdk("Asset"), name, **keywords)


def identity(asset: Asset, work: Work) -> tuple[Expression, Keywords]:
    """What tells an asset from others, which every mention of it must say alike: its name, its URI where that
    is another, and who watches it.

    A version that knows no names takes the URI where there is one.
    """
    # Where only a URI was given Airflow takes it as the name.
    name = asset.id if work.is_own else "/".join(asset.key)
    if not work.dialect.has("asset names"):
        return expression(asset.uri or name), {}
    own = asset.extras.get("airflow", {}) if work.is_own else {}
    keywords = {n: expression(value) for n, value in own.items() if isinstance(value, _SPELT)}
    if asset.uri is not None and asset.uri != name:
        keywords = {"uri": expression(asset.uri), **keywords}
    return expression(name), keywords
