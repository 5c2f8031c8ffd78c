"""The task objects of an emitted module: one per function, however many tasks call it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from polydag.rendering.imports import Import
from polydag.rendering.pyvalues import Expression

# Written once from this many options on.
_SHARED_FROM = 3
_OFF = {"retries": "0", "retry_delay_seconds": "0"}


@dataclass(frozen=True, kw_only=True)
class Definition:
    """A task object: its name in the module, its decorator's keywords, its function.

    `text` is the function's source; `verbatim` says that it is the author's. `assets` are the assets that it makes.
    `plain` is the name of the function where other code calls it as one; `inner` is a decorator below the task's, `kept` are
    those of the author. `above` is a function of the author that the text calls.
    """

    object: str
    keywords: Mapping[str, Expression]
    text: str
    verbatim: bool = False
    comments: tuple[str, ...] = ()
    assets: tuple[str, ...] = ()
    imports: tuple[Import, ...] = ()
    plain: str | None = None
    inner: str = ""
    above: str = ""
    kept: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shared:
    """`TASK_DEFAULTS`: options that the source states once for all tasks."""

    keywords: Mapping[str, Expression] = field(default_factory=dict)

    @property
    def stands(self) -> bool:
        """Whether they are written once."""
        return len(self.keywords) >= _SHARED_FROM

    def decorator(self, definition: Definition) -> str:
        """`@task(**TASK_DEFAULTS | {"retries": 0})`."""
        keywords = dict(definition.keywords)
        name = "materialize" if definition.assets else "task"
        parts = list(definition.assets)
        if self.stands and self._fits(keywords):
            changed = {
                key: keywords.pop(key, Expression(_OFF.get(key, "None")))
                for key, value in self.keywords.items()
                if key not in keywords or keywords[key].text != value.text
            }
            for key in self.keywords:
                keywords.pop(key, None)
            shared = "**TASK_DEFAULTS"
            if changed:
                entries = ", ".join(f'"{key}": {value.text}' for key, value in changed.items())
                shared += f" | {{{entries}}}"
            parts += [*(f"{key}={value.text}" for key, value in keywords.items()), shared]
        else:
            parts += [f"{key}={value.text}" for key, value in keywords.items()]
        return f"{name}({', '.join(parts)})" if parts else name

    def _fits(self, keywords: Mapping[str, Expression]) -> bool:
        """Whether most of the shared options hold for a task."""
        same = [k for k, v in self.keywords.items() if k in keywords and keywords[k].text == v.text]
        return 2 * len(same) >= len(self.keywords)


def common(many: Sequence[Mapping[str, Expression]]) -> dict[str, Expression]:
    """The keywords that all have, with the same value."""
    first, *rest = many
    return {
        key: value
        for key, value in first.items()
        if all(key in other and other[key].text == value.text for other in rest)
    }


def changes(
    own: Mapping[str, Expression], shared: Mapping[str, Expression]
) -> dict[str, Expression]:
    """What one call of a shared function changes."""
    return {key: value for key, value in own.items() if key not in shared}
