"""Finds the files that the user means: named files as they are, trees without what is no source."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from polydag.engines import EngineVersion

_PASSED_OVER = frozenset({"__pycache__", "node_modules", "site-packages", "venv", "build", "dist"})
MODEL_SUFFIXES = frozenset({".json", ".yaml", ".yml"})


@dataclass(frozen=True)
class SourceFile:
    """A file to read: `display` is the path as the user wrote it, `tree` the folder that it was found in, if any.

    `version` is what the user says of it: where it is of this engine, it is written for this version.
    """

    path: Path
    display: str
    tree: Path | None = None
    version: EngineVersion | None = None

    @property
    def named(self) -> bool:
        """Whether the user named this very file, so that an unreadable one is an error of its own."""
        return self.tree is None

    @property
    def relative(self) -> Path:
        """The path below the tree, or the file's own name."""
        return self.path.relative_to(self.tree) if self.tree is not None else Path(self.path.name)


def discover(
    paths: Iterable[str],
    exclude: tuple[str, ...] = (),
    version: EngineVersion | None = None,
) -> Iterator[SourceFile]:
    """The files of the given files and folders, in a stable order, each once; all as written for a stated version."""
    seen: set[Path] = set()
    for given in paths:
        for file in _below(given, exclude):
            resolved = file.path.resolve()
            if resolved not in seen:
                seen.add(resolved)
                yield replace(file, version=version)


def _below(given: str, exclude: tuple[str, ...]) -> Iterator[SourceFile]:
    root = Path(given)
    if not root.is_dir():
        yield SourceFile(root, given)
        return
    for folder, names, files in os.walk(root):
        names[:] = sorted(name for name in names if not is_passed_over(name))
        for name in sorted(files):
            path = Path(folder, name)
            if path.suffix == ".py" and not _excluded(path.relative_to(root), exclude):
                yield SourceFile(path, str(path), root)


def is_passed_over(folder: str) -> bool:
    """Whether nothing in folders of the name is the project's own."""
    return folder.startswith(".") or folder in _PASSED_OVER


def _excluded(path: Path, patterns: tuple[str, ...]) -> bool:
    parts = [*map(str, path.parents), str(path), path.name]
    return any(fnmatch.fnmatch(part, pattern) for pattern in patterns for part in parts)
