"""Task groups: `with TaskGroup(…)` and `@task_group`."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from polydag.frontends.airflow.codes import MappingUnknown
from polydag.frontends.airflow.drafts import GroupDraft
from polydag.frontends.airflow.edges import MethodHandle
from polydag.frontends.airflow.handles import DagHandle, GroupHandle
from polydag.frontends.airflow.reading import Reading
from polydag.syntax.calls import Argument, Arguments, CallSite, Site
from polydag.syntax.data import Datum, DictData, FunctionData, Handle, Known, Unknown
from polydag.syntax.entering import enter


@dataclass(frozen=True)
class Settings:
    """What a group is given, taken out of its arguments."""

    name: str
    prefixed: bool
    doc: str | None
    defaults: dict[str, Datum]


def make_group(reading: Reading, site: CallSite, fallback: str = "group") -> GroupHandle | None:
    """A group inside the current DAG (or the one it is given); None outside any."""
    arguments = site.arguments
    stated = arguments.take("dag")
    pipeline = stated.draft if isinstance(stated, DagHandle) else reading.pipeline
    if pipeline is None:
        return None
    parent = arguments.take("parent_group")
    outer = parent.draft if isinstance(parent, GroupHandle) else reading.group
    inside = outer if outer is not None and outer.pipeline is pipeline else None
    settings = _settings(reading, arguments, site, fallback)
    above = inside.path if inside else ()
    path = pipeline.free_path((*above, settings.name))
    prefix = f"{inside.prefix if inside else ''}{path[-1]}." if settings.prefixed else ""
    defaults = {**(inside.defaults if inside else {}), **settings.defaults}
    draft = GroupDraft(path, prefix, settings.doc, site, pipeline, defaults)
    pipeline.groups.append(draft)
    return GroupHandle(reading, draft)


def _settings(reading: Reading, arguments: Arguments, site: CallSite, fallback: str) -> Settings:
    name, _ = reading.id_of(arguments.take("group_id", 0), site, fallback)
    prefixed = arguments.take("prefix_group_id", 1)
    doc = arguments.take("tooltip")
    defaults = arguments.take("default_args")
    text = doc.value if isinstance(doc, Known) and isinstance(doc.value, str) else None
    return Settings(
        name=name,
        prefixed=not (isinstance(prefixed, Known) and prefixed.value is False),
        doc=text or None,
        defaults=defaults.text_entries() if isinstance(defaults, DictData) else {},
    )


class GroupFunction(Handle):
    """A function under `@task_group`: each call runs it inside a group of its own."""

    def __init__(
        self, reading: Reading, function: FunctionData, stated: dict[str, Argument]
    ) -> None:
        self.reading = reading
        self.function = function
        self.stated = stated

    def truth(self) -> bool | None:
        return True

    def call(self, site: CallSite) -> Datum:
        stated = CallSite(
            site.evaluator, site.node, site.scope, site.loops, site.statement, site.target
        )
        stated.arguments = Arguments(keywords=dict(self.stated))
        group = make_group(self.reading, stated, self.function.name)
        if group is None:
            return site.unknown()
        if group.draft.doc is None and isinstance(self.function.node, ast.FunctionDef):
            group.draft.doc = ast.get_docstring(self.function.node)
        group.enter(site)
        try:
            returned = enter(site.evaluator, self.function, site)
        finally:
            group.exit(site)
        nothing = returned is None or (isinstance(returned, Known) and returned.value is None)
        return group if nothing else returned or group

    def attribute(self, name: str, site: Site) -> Datum:
        if name == "override":
            return MethodHandle(
                lambda call: GroupFunction(
                    self.reading, self.function, {**self.stated, **call.arguments.keywords}
                )
            )
        if name in ("expand", "expand_kwargs", "partial"):
            return MethodHandle(self._mapped)
        return site.unknown()

    def _mapped(self, site: CallSite) -> Datum:
        """A mapped group: its tasks are read once, with what is mapped left open."""
        expression = " ".join(site.source.split())
        self.reading.tell(MappingUnknown(expression=expression, span=site.span))
        for name in site.arguments.keywords:
            open_value = Unknown(name, (), {}, site.node, site.module)
            site.arguments.keywords[name] = Argument(open_value)
        return self.call(site)
