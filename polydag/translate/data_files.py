"""Files of a tree that its code opens when it runs (SQL, YAML, CSV, shell scripts): they go where the code goes."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from polydag.translate.sources import SourceFile, is_passed_over

_SUFFIXES = frozenset(
    {
        ".sql",
        ".yaml",
        ".yml",
        ".json",
        ".csv",
        ".tsv",
        ".toml",
        ".txt",
        ".ini",
        ".cfg",
        ".xml",
        ".html",
    }
    | {".sh", ".bash", ".j2", ".jinja", ".jinja2", ".tmpl", ".tpl", ".md", ".avsc", ".proto"}
)
# What belongs to a project and not to its code.
_OF_PROJECT = frozenset(
    {"pyproject.toml", "setup.cfg", "tox.ini", "prefect.yaml", "requirements.txt", "README.md"}
)
_WORD = re.compile(r"[\w.-]+")


def data_files(sources: Iterable[SourceFile]) -> Iterator[tuple[PurePosixPath, Path]]:
    """The files of the trees that their code names, by their path below the tree: by their own name or by that of a folder."""
    trees: dict[Path, list[Path]] = {}
    for source in sources:
        if source.tree is not None:
            trees.setdefault(source.tree, []).append(source.path)
    for tree, modules in trees.items():
        found = list(_candidates(tree))
        words = _words(modules) if found else set()
        for path in found:
            below = path.relative_to(tree)
            if path.name in words or words.intersection(below.parts[:-1]):
                yield PurePosixPath(below.as_posix()), path


def _candidates(tree: Path) -> Iterator[Path]:
    for folder, names, files in os.walk(tree):
        names[:] = sorted(name for name in names if not is_passed_over(name))
        for name in sorted(files):
            if Path(name).suffix in _SUFFIXES and name not in _OF_PROJECT:
                yield Path(folder, name)


def _words(modules: Iterable[Path]) -> set[str]:
    """The words that the modules write, paths taken apart."""
    return {
        word
        for module in modules
        for word in _WORD.findall(module.read_text(encoding="utf-8", errors="replace"))
    }
