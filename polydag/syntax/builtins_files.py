"""Paths beside the file, and data files of the project that building code reads by a path that is known."""

from __future__ import annotations

import csv
import glob
import io
import json
import os
import re
import tomllib
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from polydag.syntax.bounds import MAX_DATA_BYTES, MAX_FILES
from polydag.syntax.builtins import computes
from polydag.syntax.calls import CallSite, Site
from polydag.syntax.data import Datum, FileData, FormatData, Known, ListData, PathData, Unknown
from polydag.syntax.lifting import lifted

if TYPE_CHECKING:
    from polydag.syntax.evaluate import Evaluator


_MAGIC = re.compile(r"[*?\[]")
_QUESTIONS: dict[str, Callable[[Path], bool]] = {
    "exists": Path.exists,
    "is_file": Path.is_file,
    "is_dir": Path.is_dir,
    "os.path.exists": Path.exists,
    "os.path.isfile": Path.is_file,
    "os.path.isdir": Path.is_dir,
}


def path_of(datum: Datum | None, site: Site) -> Path | None:
    """The path that a datum stands for; a relative one is looked for beside the file and below the project's roots."""
    if isinstance(datum, PathData):
        return datum.path
    if isinstance(datum, Known) and isinstance(datum.value, str) and datum.value:
        return Path(datum.value)
    if isinstance(datum, FormatData):
        texts = [_text_of(part) for part in datum.parts]
        return Path("".join(filter(None, texts))) if None not in texts else None
    return None


def _text_of(part: Datum) -> str | None:
    if isinstance(part, PathData):
        return str(part.path)
    return str(part.value) if isinstance(part, Known) else None


def as_path(path: Path, site: CallSite) -> PathData:
    """A path whose text is the expression."""
    text = site.unknown()
    return PathData(text.text, text.names, text.reads, site.node, site.module, path)


@computes("pathlib.Path", "pathlib.PurePath", "pathlib.PosixPath")
def _path(ev: Evaluator, site: CallSite) -> Datum | None:
    return _joined(site)


@computes("os.path.join")
def _join(ev: Evaluator, site: CallSite) -> Datum | None:
    return _joined(site)


@computes("os.path.dirname")
def _dirname(ev: Evaluator, site: CallSite) -> Datum | None:
    path = path_of(site.arguments.peek("p", 0), site)
    return None if path is None else as_path(path.parent, site)


@computes("os.path.abspath", "os.path.realpath", "os.path.normpath", "os.path.expanduser")
def _same(ev: Evaluator, site: CallSite) -> Datum | None:
    path = path_of(site.arguments.peek("path", 0), site)
    return None if path is None else as_path(Path(os.path.normpath(path)), site)


@computes("os.path.basename")
def _basename(ev: Evaluator, site: CallSite) -> Datum | None:
    path = path_of(site.arguments.peek("p", 0), site)
    return None if path is None else Known(path.name)


@computes("os.path.splitext")
def _splitext(ev: Evaluator, site: CallSite) -> Datum | None:
    datum = site.arguments.peek("p", 0)
    if isinstance(datum, Known) and isinstance(datum.value, str):
        return lifted(os.path.splitext(datum.value))
    return None


@computes("builtins.open", "io.open")
def _open(ev: Evaluator, site: CallSite) -> Datum | None:
    mode = site.arguments.peek("mode", 1)
    reads = mode is None or (isinstance(mode, Known) and mode.value in ("r", "rt", "rb"))
    path = path_of(site.arguments.peek("file", 0), site) if reads else None
    return None if path is None else opened(path, site)


@computes("os.path.exists", "os.path.isfile", "os.path.isdir")
def _exists(ev: Evaluator, site: CallSite) -> Datum | None:
    path = path_of(site.arguments.peek("path", 0), site)
    return None if path is None else _found_out(ev, path, _QUESTIONS[site.qualified], site)


@computes("os.listdir")
def _listdir(ev: Evaluator, site: CallSite) -> Datum | None:
    path = path_of(site.arguments.peek("path", 0), site)
    folder = None if path is None else existing(ev, path, site)
    if folder is None or not folder.is_dir():
        return None
    return ListData([Known(name) for name in sorted(os.listdir(folder))])


@computes("glob.glob", "glob.iglob")
def _glob(ev: Evaluator, site: CallSite) -> Datum | None:
    pattern = path_of(site.arguments.peek("pathname", 0), site)
    if pattern is None or set(site.arguments.keywords) > {"pathname", "recursive"}:
        return None
    fixed = next((p for p in pattern.parents if not _MAGIC.search(str(p))), Path())
    folder = existing(ev, fixed, site)
    if folder is None:
        return None
    inside = str(pattern.relative_to(fixed))
    recursive = site.arguments.peek("recursive") is not None
    found = [*islice(glob.iglob(inside, root_dir=folder, recursive=recursive), MAX_FILES + 1)]
    if len(found) > MAX_FILES:
        return None
    return ListData([Known(str(fixed / name)) for name in sorted(found)])


def opened(path: Path, site: CallSite) -> Datum:
    """An open file."""
    text = site.unknown()
    return FileData(text.text, text.names, text.reads, site.node, site.module, path)


def content_of(ev: Evaluator, path: Path, site: Site) -> str | None:
    """The text of a file of the project; None for what lies elsewhere, is too large or cannot be read."""
    found = existing(ev, path, site)
    if found is None or not found.is_file():
        return None
    try:
        return found.read_text(encoding="utf-8") if _is_small(found) else None
    except (OSError, UnicodeDecodeError):
        return None


def existing(ev: Evaluator, path: Path, site: Site) -> Path | None:
    """The file or folder of the project that a path means; None for what lies elsewhere, or is not there."""
    roots = ev.project.roots
    bases = [site.module.path.parent, *roots]
    candidates = [path] if path.is_absolute() else [base / path for base in bases]
    resolved = (candidate.resolve() for candidate in candidates)
    inside = (p for p in resolved if any(p.is_relative_to(root) for root in roots))
    return next((p for p in inside if p.exists()), None)


def _is_small(file: Path) -> bool:
    return file.stat().st_size <= MAX_DATA_BYTES


def _found_out(
    ev: Evaluator, path: Path, question: Callable[[Path], bool], site: CallSite
) -> Datum | None:
    """The answer to a question about a file of the project; where it would not be there nobody knows."""
    found = existing(ev, path, site)
    return None if found is None else Known(question(found))


def _joined(site: CallSite) -> Datum | None:
    paths = [path_of(datum, site) for datum in site.arguments.data()]
    known = [path for path in paths if path is not None]
    if not known or len(known) < len(paths) or site.arguments.spreads:
        return None
    return as_path(Path(*known), site)


def _rows(text: str) -> object:
    return list(csv.DictReader(io.StringIO(text)))


_PARSERS: dict[str, Callable[[str], object]] = {
    "json.load": json.loads,
    "json.loads": json.loads,
    "yaml.safe_load": yaml.safe_load,
    "yaml.load": yaml.safe_load,
    "tomllib.load": tomllib.loads,
    "tomllib.loads": tomllib.loads,
    "tomli.load": tomllib.loads,
    "toml.load": tomllib.loads,
    "csv.DictReader": _rows,
}


def _parsed(ev: Evaluator, site: CallSite) -> Datum | None:
    """The content of a data file; what is no such data stays unknown."""
    datum = site.arguments.data()[0] if site.arguments.positional else None
    text = datum.value if isinstance(datum, Known) else None
    if isinstance(datum, FileData):
        text = content_of(ev, datum.path, site)
    if not isinstance(text, str):
        return None
    try:
        return lifted(_PARSERS[site.qualified](text))
    except (ValueError, yaml.YAMLError, csv.Error, RecursionError):
        return None


for _name in _PARSERS:
    computes(_name)(_parsed)


def path_attribute(owner: PathData, name: str, text: Unknown) -> Datum | None:
    """An attribute of a path."""
    if name == "parent":
        return PathData(
            text.text, text.names, text.reads, text.node, text.module, owner.path.parent
        )
    return Known(str(getattr(owner.path, name))) if name in ("name", "stem", "suffix") else None


def _listed(ev: Evaluator, owner: PathData, name: str, site: CallSite) -> Datum | None:
    """What is in a folder of the project, sorted: the order that the disk gives is nobody's intention."""
    folder = existing(ev, owner.path, site)
    pattern = site.arguments.peek("pattern", 0)
    if folder is None or not folder.is_dir():
        return None
    if name == "iterdir":
        found = [*islice(folder.iterdir(), MAX_FILES + 1)]
    elif isinstance(pattern, Known) and isinstance(pattern.value, str):
        found = [*islice(getattr(folder, name)(pattern.value), MAX_FILES + 1)]
    else:
        return None
    if len(found) > MAX_FILES:
        return None
    text = site.unknown()
    return ListData(
        [
            PathData(text.text, text.names, text.reads, site.node, site.module, path)
            for path in (owner.path / p.relative_to(folder) for p in sorted(found))
        ]
    )


def path_method(ev: Evaluator, owner: PathData, name: str, site: CallSite) -> Datum | None:
    """A method of a path that changes nothing."""
    if name in ("resolve", "absolute", "expanduser"):
        return as_path(owner.path, site)
    if name == "joinpath":
        parts = [path_of(datum, site) for datum in site.arguments.data()]
        known = [part for part in parts if part is not None]
        return as_path(owner.path.joinpath(*known), site) if len(known) == len(parts) else None
    if name == "open":
        return opened(owner.path, site)
    if name in ("glob", "rglob", "iterdir"):
        return _listed(ev, owner, name, site)
    if name in _QUESTIONS:
        return _found_out(ev, owner.path, _QUESTIONS[name], site)
    if name == "read_text":
        content = content_of(ev, owner.path, site)
        return None if content is None else Known(content, site.unknown())
    return None
