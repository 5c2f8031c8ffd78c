"""`.airflowignore`: the files of a tree that Airflow does not look into for DAGs; other files may still import them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

from pathspec import GitIgnoreSpec

NAME = ".airflowignore"


# Folders with the lines of their rules, from the tree's root down.
Rules: TypeAlias = list[tuple[Path, list[str]]]


def rules_for(path: Path, tree: Path) -> Rules:
    """The folders from the tree's root down to the file that have rules, with the lines of these."""
    folders = [folder for folder in reversed(path.parents) if folder.is_relative_to(tree)]
    files = (folder / NAME for folder in folders)
    return [
        (file.parent, file.read_text(encoding="utf-8", errors="replace").splitlines())
        for file in files
        if file.is_file()
    ]


def is_ignored(path: Path, rules: Rules, is_two: bool) -> bool:
    """Whether rules leave a file out, or a folder that it is in: by regular expressions in Airflow 2, by globs in 3."""
    if is_two:
        # All expressions are held against the path below the uppermost folder that has such a file.
        base = rules[0][0]
        expressions = [e for _, lines in rules for e in _expressions(lines)]
        return any(
            expression.search(str(part.relative_to(base)))
            for part in _parts(path, base)
            for expression in expressions
        )
    return any(_is_globbed(part, rules) for part in _parts(path, rules[0][0]))


def _parts(path: Path, base: Path) -> Iterator[Path]:
    """The folders below `base` that the file is in, and the file."""
    below = path.relative_to(base).parts
    return (base.joinpath(*below[: count + 1]) for count in range(len(below)))


def _expressions(lines: list[str]) -> Iterator[re.Pattern[str]]:
    for line in lines:
        text = re.sub(r"\s*#.*", "", line).strip()
        try:
            if text:
                yield re.compile(text)
        except re.error:
            # Airflow passes over what is no expression, too.
            continue


def _is_globbed(part: Path, rules: Rules) -> bool:
    """Whether the last rule that says something of a file or folder leaves it out."""
    ignored = False
    for folder, lines in rules:
        if part == folder or not part.is_relative_to(folder):
            continue
        name = part.relative_to(folder).as_posix()
        said = GitIgnoreSpec.from_lines(lines).check_file(f"{name}/" if part.is_dir() else name)
        ignored = ignored if said.include is None else said.include
    return ignored
