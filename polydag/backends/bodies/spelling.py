"""How a target spells what bodies ask of their engine: a frozen table that each backend fills."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from polydag.ir.functions import UseKind


@dataclass(frozen=True, kw_only=True)
class Site:
    """A use as a spelling sees it: `arguments` are source texts in which inner uses are spelt already."""

    kind: UseKind
    key: str
    arguments: Mapping[str, str]
    assigns: str | None = None


@dataclass(frozen=True, kw_only=True)
class Spelled:
    """What stands in place of a use.

    `text` is an expression, or for `skip`, `fail`, `verdict` and `metadata` one or more statements at column zero; None
    takes the whole statement away. `imports` are `(module, name)`, or `(module, "")` for `import module`. `needs` are names of
    the target's own that the function must be given (`context`), `parameters` further parameters as source text
    (`ds: str`), `module` statements at module level.
    """

    text: str | None
    imports: tuple[tuple[str, str], ...] = ()
    needs: frozenset[str] = frozenset()
    parameters: tuple[str, ...] = ()
    module: tuple[str, ...] = ()


def noted(site: Site) -> str:
    """What is noted about an asset, as one mapping."""
    value = site.arguments.get("value", "None")
    return f"{{{site.arguments['name']}: {value}}}" if "name" in site.arguments else value


# None from a function says that the target cannot spell it: the text stays, and the use is among `unsupported`.
Entry = Spelled | Callable[[Site], Spelled | None]


@dataclass(frozen=True, kw_only=True)
class Spelling:
    """The table of one target.

    `intrinsics` by kind; `context` by key, before `intrinsics["context"]`. `output` is needed by targets that yield named
    outputs: it makes the statement that gives `arguments["value"]` as the output `arguments["name"]` (both source text: the name
    may be computed). `skip_yields` says that a function that
    skips must give its result by `output`, as it skips by not giving one. `otherwise` is the expression in place of one that
    the target cannot spell; without it the author's text stays.
    """

    intrinsics: Mapping[UseKind, Entry] = field(default_factory=dict)
    context: Mapping[str, Entry] = field(default_factory=dict)
    output: Entry | None = None
    skip_yields: bool = False
    otherwise: str | None = None

    def spell(self, site: Site) -> Spelled | None:
        """What stands in place of a use; None where the target has nothing."""
        if site.kind == "stored":
            # Whoever needs to keep a value in a file says so anew.
            return Spelled(text=site.arguments.get("value"))
        if site.kind == "literal":
            return Spelled(text=site.arguments["value"])
        entry = self.context.get(site.key) if site.kind == "context" else None
        if entry is None:
            entry = self.intrinsics.get(site.kind)
        return _given(entry, site)

    def give(self, name: str, value: str) -> Spelled | None:
        """The statement that gives a named output, both as source text; None where the target only returns."""
        return _given(
            self.output, Site(kind="output", key="", arguments={"name": name, "value": value})
        )


def _given(entry: Entry | None, site: Site) -> Spelled | None:
    return entry(site) if callable(entry) else entry
