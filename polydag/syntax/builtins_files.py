"""Paths beside the file, and data files of the project that building code reads by a path that is known."""

from __future__ import annotations

import csv
import io
import json
import os
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from polydag.syntax.bounds import MAX_DATA_BYTES
from polydag.syntax.builtins import computes
from polydag.syntax.calls import CallSite
from polydag.syntax.data import Datum, FileData, Known, PathData, Unknown
from polydag.syntax.lifting import lifted

if TYPE_CHECKING:
    from polydag.syntax.evaluate import Evaluator


def path_of(datum: Datum | None, site: CallSite) -> Path | None:
    """The path that a datum stands for; a relative one is looked for beside the file and below the project's roots."""
    if isinstance(datum, PathData):
        return datum.path
    if isinstance(datum, Known) and isinstance(datum.value, str) and datum.value:
        return Path(datum.value)
    return None


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


def opened(path: Path, site: CallSite) -> Datum:
    """An open file."""
    text = site.unknown()
    return FileData(text.text, text.names, text.reads, site.node, site.module, path)


def content_of(ev: Evaluator, path: Path, site: CallSite) -> str | None:
    """The text of a file of the project; None for what lies elsewhere, is too large or cannot be read."""
    roots = ev.project.roots
    bases = [site.module.path.parent, *roots]
    candidates = [path] if path.is_absolute() else [base / path for base in bases]
    for candidate in candidates:
        resolved = candidate.resolve()
        if not any(resolved.is_relative_to(root) for root in roots) or not resolved.is_file():
            continue
        try:
            if resolved.stat().st_size <= MAX_DATA_BYTES:
                return resolved.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None
    return None


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
    if name == "read_text":
        content = content_of(ev, owner.path, site)
        return None if content is None else Known(content, site.unknown())
    return None
