"""Files that a command reads: those that were named, or stdin under the name that was given for it."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from polydag.cli.options import Sources
from polydag.syntax.project import roots_of
from polydag.translate import SourceFile, discover


@contextmanager
def source_files(
    paths: tuple[str, ...], sources: Sources
) -> Iterator[tuple[list[SourceFile], tuple[Path, ...]]]:
    """The files to read and the roots of their imports (none: each file's own).

    What `-` reads is kept in a temporary file for as long as the block lasts; its imports resolve as those of
    `--stdin-filename` would.
    """
    if "-" not in paths:
        yield list(discover(paths, sources.exclude, sources.source_version)), sources.roots
        return
    if len(paths) > 1:
        raise click.UsageError("`-` stands alone")
    with tempfile.TemporaryDirectory(prefix="polydag-") as folder:
        path = Path(folder, Path(sources.stdin_filename).name)
        path.write_bytes(sys.stdin.buffer.read())
        roots = sources.roots or tuple(roots_of(Path(sources.stdin_filename)))
        file = SourceFile(path, sources.stdin_filename, version=sources.source_version)
        yield [file], roots
