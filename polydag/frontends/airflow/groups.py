"""Task groups: `with TaskGroup(…)` and `@task_group`."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from polydag.frontends.airflow.drafts import GroupDraft
from polydag.frontends.airflow.edges import MethodHandle
from polydag.frontends.airflow.handles import DagHandle, GroupHandle, LookupHandle
from polydag.frontends.airflow.mapping import kwargs_mapping, mapping_of
from polydag.frontends.airflow.reading import Reading
from polydag.ir.tasks import Mapping
from polydag.ir.values import VariableOf
from polydag.syntax.calls import Argument, Arguments, CallSite, Site
from polydag.syntax.data import Datum, DictData, FunctionData, Handle, Known
from polydag.syntax.entering import enter
from polydag.syntax.parameters import parameter_names


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
    wanted = (*above, settings.name)
    if reading.again:
        # The second iteration of a loop makes the group of the first.
        made = next((one for one in pipeline.groups if one.path == wanted), None)
        if made is not None:
            return GroupHandle(reading, made)
    path = pipeline.free_path(wanted)
    prefix = f"{inside.prefix if inside else ''}{path[-1]}." if settings.prefixed else ""
    defaults = {**(inside.defaults if inside else {}), **settings.defaults}
    mapped = inside is not None and inside.mapped
    draft = GroupDraft(path, prefix, settings.doc, site, pipeline, defaults, mapped=mapped)
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
        self,
        reading: Reading,
        function: FunctionData,
        stated: dict[str, Argument],
        partial: dict[str, Argument] | None = None,
    ) -> None:
        self.reading = reading
        self.function = function
        self.stated = stated
        self.partial = partial or {}

    def truth(self) -> bool | None:
        return True

    def call(self, site: CallSite) -> Datum:
        return self._run(site, None)

    def _run(self, site: CallSite, mapping: Mapping | None) -> Datum:
        stated = CallSite(
            site.evaluator, site.node, site.scope, site.loops, site.statement, site.target
        )
        stated.arguments = Arguments(keywords=dict(self.stated))
        group = make_group(self.reading, stated, self.function.name)
        if group is None:
            return site.unknown()
        if group.draft.doc is None and isinstance(self.function.node, ast.FunctionDef):
            group.draft.doc = ast.get_docstring(self.function.node)
        group.draft.mapping = mapping
        group.draft.mapped = group.draft.mapped or mapping is not None
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
        if name == "partial":
            return MethodHandle(self._partial)
        if name == "expand":
            return MethodHandle(self._expand)
        return MethodHandle(self._expand_kwargs) if name == "expand_kwargs" else site.unknown()

    def _partial(self, site: CallSite) -> Datum:
        partial = {**self.partial, **site.arguments.keywords}
        return GroupFunction(self.reading, self.function, self.stated, partial)

    def _expand(self, site: CallSite) -> Datum:
        """A mapped group: its tasks are read once, given the element by the names of the parameters."""
        mapping = mapping_of(self.reading, site, self.function.name)
        return self._mapped(site, mapping, list(site.arguments.keywords))

    def _expand_kwargs(self, site: CallSite) -> Datum:
        """A group that is mapped over dicts: what is not given otherwise is taken out of them."""
        mapping = kwargs_mapping(self.reading, site, self.function.name)
        names = [name for name in parameter_names(self.function) if name not in self.partial]
        return self._mapped(site, mapping, names)

    def _mapped(self, site: CallSite, mapping: Mapping | None, names: list[str]) -> Datum:
        given = {name: Argument(LookupHandle(VariableOf(name=name))) for name in names}
        site.arguments = Arguments(keywords={**self.partial, **given})
        return self._run(site, mapping)
