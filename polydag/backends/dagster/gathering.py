"""The one entry of a code location whose definitions stand in several modules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from polydag.backends.contract import PlacedModule
from polydag.rendering.environment import render
from polydag.rendering.strings import string


@dataclass(frozen=True)
class Gathering:
    """What the module says: the names it imports, and the expressions of all definitions."""

    plain: tuple[str, ...]
    dynamic: bool
    definitions: tuple[str, ...]


def gathered(modules: Sequence[PlacedModule]) -> dict[str, str]:
    """`definitions.py` at the root, which merges those of every module; one module alone is an entry itself."""
    if len(modules) < 2:
        return {}
    names = sorted(".".join(module.path.with_suffix("").parts) for module in modules)
    plain = tuple(name for name in names if _is_importable(name))
    found = tuple(
        f"{name}.defs" if name in plain else f"import_module({string(name)}).defs" for name in names
    )
    text = render("dagster/definitions.py.jinja", Gathering(plain, len(plain) < len(names), found))
    return {_free_path(modules): text}


def _is_importable(name: str) -> bool:
    """Whether an import statement can say it: `2024.load-orders` only a function can import."""
    return all(part.isidentifier() for part in name.split("."))


def _free_path(modules: Sequence[PlacedModule]) -> str:
    taken = {module.path for module in modules}
    wanted = ("definitions.py", "code_location.py")
    return next(name for name in wanted if PurePosixPath(name) not in taken)
