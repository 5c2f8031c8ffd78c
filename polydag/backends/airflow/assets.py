"""Assets that a task makes or reads: its outlets and inlets."""

from __future__ import annotations

from polydag.backends.airflow.codes import AssetDetailDropped
from polydag.backends.airflow.policies import Keywords
from polydag.backends.airflow.work import Work
from polydag.ir.model import Symbolic
from polydag.ir.tasks import Task
from polydag.ir.values import Code, Constant, Entries, Items
from polydag.rendering.pyvalues import Expression, call, expression


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
    a = view.use("uri", "group", "metadata", "key")
    keywords, lacks = {}, [("kinds", "the kinds"), ("description", "the description")]
    has_names = work.dialect.has("asset names")
    if a.uri is not None and has_names:
        keywords["uri"] = expression(a.uri)
    if a.group is not None and has_names:
        keywords["group"] = expression(a.group)
    elif a.group is not None:
        lacks.append(("group", "the group"))
    extra = {
        k: v for k, v in a.metadata.items() if isinstance(v, Constant | Items | Entries | Code)
    }
    if extra:
        keywords["extra"] = expression(extra)
    for field, word in lacks:
        if getattr(a, field):
            work.collector.tell(
                AssetDetailDropped(
                    pipeline=pipeline, asset=id, detail=word, target=work.dialect.key
                )
            )
            view.told(field)
    return call(name, expression(asset_name(id, work)), **keywords)


def asset_name(id: str, work: Work) -> str | Symbolic:
    """By what Airflow tells assets apart: the name, or the URI where a version knows no other."""
    known = work.module.assets.get(id)
    if known is None:
        return id
    has_names = work.dialect.has("asset names")
    return known.uri if known.uri is not None and not has_names else "/".join(known.key)
