"""Folders that have to be on PYTHONPATH: Airflow puts `dags/` and `plugins/` there by itself, no other engine does."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

# The module of an import, or the modules of a plain one.
_IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+(\w+)|import[ \t]+([\w.]+(?:[ \t]*,[ \t]*[\w.]+)*))", re.M
)


def import_folders(
    modules: Mapping[PurePosixPath, str], runs_beside: bool
) -> dict[PurePosixPath, list[str]]:
    """The folders below the output folder whose modules are imported by a bare name, with those names.

    `modules` are the texts of all modules by their path; `runs_beside` says that a module finds what stands in its own folder.
    """
    homes = _homes(modules)
    found: dict[PurePosixPath, list[str]] = {}
    for path, text in modules.items() if homes else ():
        for name in _imported(text):
            folders = homes.get(name, [])
            if not folders or PurePosixPath() in folders:
                continue
            if runs_beside and path.parent in folders:
                continue
            own = path.parent if path.parent in folders else folders[0]
            names = found.setdefault(own, [])
            names += [] if name in names else [name]
    return {folder: sorted(found[folder]) for folder in sorted(found)}


def _homes(modules: Iterable[PurePosixPath]) -> dict[str, list[PurePosixPath]]:
    """The folders in which a name is a module or a package, the outermost first."""
    found: dict[str, set[PurePosixPath]] = {}
    for path in modules:
        steps = (*path.parts[:-1], path.stem)
        for depth, name in enumerate(steps):
            if name not in sys.stdlib_module_names:
                found.setdefault(name, set()).add(PurePosixPath(*path.parts[:depth]))
    deep = {
        name: sorted(folders, key=lambda f: (len(f.parts), f)) for name, folders in found.items()
    }
    return deep if any(PurePosixPath() not in folders for folders in deep.values()) else {}


def _imported(text: str) -> Iterator[str]:
    for module, listed in _IMPORT.findall(text):
        names = [module] if module else listed.split(",")
        yield from (name.strip().partition(".")[0] for name in names)
