"""What dbt is asked for, by a command of the shell or by words: recorded alike, however an engine says it."""

from __future__ import annotations

import posixpath
import re
import shlex
from collections.abc import Iterable

_LINE = re.compile(r"(?:cd\s+(?P<folder>\S+)\s*&&\s*)?dbt\s(?P<words>[^&|;]*)", re.DOTALL)
_PLACES = {"--project-dir": "project", "--profiles-dir": "profiles"}


def of_line(command: object, folder: object) -> dict[str, object]:
    """What a command of the shell asks of dbt; nothing where it is not for dbt alone."""
    found = _LINE.fullmatch(str(command).replace("\\\n", " ").strip())
    if found is None:
        return {}
    moved = found["folder"] or "."
    return of_words(shlex.split(found["words"]), _below(folder, moved.strip("'\"")))


def of_words(words: Iterable[object], folder: object) -> dict[str, object]:
    """What words ask of dbt that is started in a folder."""
    rest: list[str] = []
    places: dict[str, object] = {"project": _below(folder, "."), "profiles": None}
    given = iter(map(str, words))
    for word in given:
        option, _, value = word.partition("=")
        if option in _PLACES:
            places[_PLACES[option]] = _below(folder, value or next(given, ""))
        else:
            rest.append(word)
    return {"dbt": rest, **{f"dbt_{name}": place for name, place in places.items()}}


def _below(folder: object, path: str) -> str | None:
    if path.startswith("/") or folder is not None:
        return posixpath.normpath(posixpath.join(str(folder or "/"), path))
    return None if path == "." else path
