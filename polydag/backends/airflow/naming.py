"""Names that Airflow and Python allow: ids of DAGs and tasks, variables of the building code."""

from __future__ import annotations

import builtins
import keyword
import re

_FORBIDDEN_IN_ID = re.compile(r"[^\w.-]+")
_FORBIDDEN_IN_NAME = re.compile(r"\W+")
_RESERVED = frozenset({*keyword.kwlist, *dir(builtins)})

# What generated code calls things of Airflow's and its own.
OURS = frozenset(
    [
        "DAG",
        "Asset",
        "Dataset",
        "Param",
        "Every",
        "TaskGroup",
        "Variable",
        "dag",
        "datetime",
        "log",
        "task",
        "task_group",
        "timedelta",
    ]
)


def id_of(text: str) -> str:
    """An id that Airflow accepts; the same text where it is one already."""
    if text and not _FORBIDDEN_IN_ID.search(text):
        return text
    return _FORBIDDEN_IN_ID.sub("_", text).strip("_") or "unnamed"


def identifier(text: str) -> str:
    """A Python name for the text."""
    name = _FORBIDDEN_IN_NAME.sub("_", text).strip("_") or "unnamed"
    return f"_{name}" if name[0].isdigit() else name


def stem(id: str) -> str:
    """What an id is about: its last part, without what a loop puts in."""
    return id.rpartition(".")[2].partition("{")[0].strip("_-") or "task"


def plural(word: str) -> str:
    """The word for several."""
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("s", "x", "ch", "sh")) else f"{word}s"


class Scope:
    """The names that are taken where code is written."""

    def __init__(self, taken: set[str]) -> None:
        self._taken = set(taken)

    def take(self, *wishes: str) -> str:
        """The first wish that is free, else the last one with a number."""
        names = [identifier(wish) for wish in wishes]
        for name in names:
            if self._is_free(name):
                self._taken.add(name)
                return name
        number = 2
        while not self._is_free(f"{names[-1]}_{number}"):
            number += 1
        self._taken.add(f"{names[-1]}_{number}")
        return f"{names[-1]}_{number}"

    def reserve(self, name: str) -> None:
        """Keep a name that is given from elsewhere."""
        self._taken.add(name)

    def _is_free(self, name: str) -> bool:
        return name not in self._taken and name not in _RESERVED
