"""Which assets a job selects."""

from __future__ import annotations

from polydag.frontends.dagster.assets import Assets, Source, key_of, path_of
from polydag.frontends.dagster.handles import Definition, Made, given_list
from polydag.frontends.dagster.policies import text_of, texts_of
from polydag.syntax.data import Datum


def selected(datum: Datum | None, assets: Assets) -> list[Source] | None:
    """The selected definitions in the module's order; None where the selection is not known."""
    if datum is None:
        return list(assets.sources)
    ids = _ids(datum, assets)
    return None if ids is None else [source for source in assets.sources if source.id in ids]


def _ids(datum: Datum, assets: Assets) -> set[str] | None:
    text = text_of(datum)
    if text is not None:
        return _query(text, assets)
    if isinstance(datum, Definition):
        return _of_key(datum, assets)
    if isinstance(datum, Made):
        return _method(datum, assets)
    members = given_list(datum)
    if members == [datum]:
        return None
    found: set[str] = set()
    for member in members:
        inner = _ids(member, assets)
        if inner is None:
            return None
        found |= inner
    return found


def _of_key(datum: Datum, assets: Assets) -> set[str]:
    own = {source.id for source in assets.sources if source.definition is datum}
    if own:
        return own
    key = key_of(datum)
    found = assets.producer(key) if key is not None else None
    return {found[0].id} if found is not None else set()


def _query(text: str, assets: Assets) -> set[str] | None:
    """`name`, `*name`, `+name`, `name*`, `name+`, `group:x`, `*`."""
    if text == "*":
        return {source.id for source in assets.sources}
    if text.startswith("group:"):
        return {s.id for s in assets.sources if s.group == text.removeprefix("group:").strip('"')}
    bare = text.strip("*+").removeprefix("key:").strip('"')
    found = assets.producer(tuple(bare.split("/")))
    if found is None:
        return None if any(sign in text for sign in "() ") else set()
    above = len(assets.sources) if text.startswith("*") else len(text) - len(text.lstrip("+"))
    below = len(assets.sources) if text.endswith("*") else len(text) - len(text.rstrip("+"))
    return _above({found[0].id}, assets, above) | _below({found[0].id}, assets, below)


def _method(datum: Made, assets: Assets) -> set[str] | None:
    """`AssetSelection.assets(...)` and what is derived from one."""
    name = datum.name.rpartition(".")[2]
    given = datum.arguments.data()
    if datum.name in ("AssetSelection.all",):
        return {source.id for source in assets.sources}
    if datum.name in ("AssetSelection.assets", "AssetSelection.keys"):
        return set().union(*(_of_key(member, assets) for member in given))
    if datum.name == "AssetSelection.key_prefixes":
        prefixes = [path_of(member) for member in given]
        return {
            source.id
            for source in assets.sources
            for key in source.keys.values()
            if any(key[: len(prefix)] == prefix for prefix in prefixes)
        }
    if datum.name in ("AssetSelection.groups",):
        names = {text for member in given for text in texts_of(member)}
        return {source.id for source in assets.sources if source.group in names}
    if name == "AssetKey":
        return _of_key(datum, assets)
    return None


def _parents(assets: Assets) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for source in assets.sources:
        keys = (*source.inputs.values(), *source.deps)
        found[source.id] = {
            p[0].id for key in keys if (p := assets.producer(key, source.group)) is not None
        }
    return found


def _above(ids: set[str], assets: Assets, steps: int) -> set[str]:
    parents = _parents(assets)
    for _ in range(steps):
        ids = ids | {p for id in ids for p in parents[id]}
    return ids


def _below(ids: set[str], assets: Assets, steps: int) -> set[str]:
    parents = _parents(assets)
    for _ in range(steps):
        ids = ids | {id for id, above in parents.items() if above & ids}
    return ids
