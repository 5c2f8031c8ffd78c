"""`.airflowignore`: the files of a tree that Airflow does not look into for DAGs; other files may still import them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from pathspec import GitIgnoreSpec

NAME = ".airflowignore"


def is_ignored(path: Path, tree: Path, is_two: Callable[[], bool]) -> bool:
    """Whether a file of the tree, or a folder that it is in, is left out: by regular expressions in Airflow 2, by globs in 3.

    Which of them it is takes a look at the file, and is asked for only where there are rules: few trees have any.
    """
    rules = list(_rules(path, tree))
    if not rules:
        return False
    if is_two():
        # All expressions are held against the path below the uppermost folder that has such a file.
        base = rules[0][0]
        expressions = [e for _, lines in rules for e in _expressions(lines)]
        return any(
            expression.search(str(part.relative_to(base)))
            for part in _parts(path, base)
            for expression in expressions
        )
    return any(_is_globbed(part, rules) for part in _parts(path, rules[0][0]))


def _rules(path: Path, tree: Path) -> Iterator[tuple[Path, list[str]]]:
    """The folders from the tree's root down to the file that have rules, with the lines of these."""
    for folder in reversed(path.parents):
        file = folder / NAME
        if folder.is_relative_to(tree) and file.is_file():
            yield folder, file.read_text(encoding="utf-8", errors="replace").splitlines()


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


def _is_globbed(part: Path, rules: list[tuple[Path, list[str]]]) -> bool:
    """Whether the last rule that says something of a file or folder leaves it out."""
    ignored = False
    for folder, lines in rules:
        if part == folder or not part.is_relative_to(folder):
            continue
        name = part.relative_to(folder).as_posix()
        said = GitIgnoreSpec.from_lines(lines).check_file(f"{name}/" if part.is_dir() else name)
        ignored = ignored if said.include is None else said.include
    return ignored
