"""A shell command that does nothing but run dbt, taken apart into the words that dbt is given."""

from __future__ import annotations

import posixpath
import re
import shlex
from dataclasses import dataclass

from polydag.ir.operations import Dbt, Shell
from polydag.ir.values import Constant, Text, Value

# Those that leave nothing behind below `target` that is there to be read afterwards.
_VERBS = frozenset({"build", "deps", "run", "run-operation", "seed", "snapshot", "test"})
# What says where dbt writes or reads artifacts, or how it logs: who runs dbt from Python says that itself.
_KEPT_OUT = ("--state", "--defer", "--target-path", "--log-path", "--log-format", "--favor-state")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
# What bash takes as it is outside of quotes; the last range stands for values that only the run knows.
_BARE = re.compile("[\\w \\t+=:,./@%\ue000-\uf8ff-]*")
_LATER = re.compile("[\ue000-\uf8ff]")
_MOVED = re.compile(r"cd\s+(?P<folder>[^&]+?)\s*&&\s*(?P<rest>.*)", re.DOTALL)


def dbt_of(operation: Shell) -> Dbt | None:
    """The dbt operation that a shell command is; None where bash does more than hand words to dbt.

    An environment of its own, an exit code of dbt's that means skipped, or a folder that is not known keep it a command.
    """
    if operation.env is not None or operation.skip_on in (1, 2):
        return None
    line = _Line.of(operation.command)
    folder, rest = operation.cwd, line.text
    moved = _MOVED.fullmatch(rest)
    if moved is not None:
        words = line.words(moved["folder"])
        folder, rest = (_below(folder, words[0]) if len(words) == 1 else None), moved["rest"]
    words = line.words(rest)
    is_lost = moved is not None and folder is None
    if is_lost or not words or words[0] != Constant(value="dbt") or not _is_run(words[1:]):
        return None
    return _operation(words[1:], folder)


@dataclass(frozen=True)
class _Line:
    """The text of a command, in which one character stands for each value that only the run knows."""

    text: str
    values: tuple[Value, ...]

    @staticmethod
    def of(command: Value) -> _Line:
        values: list[Value] = []
        text = ""
        for part in command.parts if isinstance(command, Text) else (command,):
            if isinstance(part, Constant):
                text += str(part.value)
            else:
                text += chr(0xE000 + len(values))
                values.append(part)
        return _Line(text.replace("\\\n", " ").strip(), tuple(values))

    def words(self, text: str) -> list[Value]:
        """The words as bash would make them; none where it would do more than that."""
        quoted = [found.group() for found in _QUOTED.finditer(text)]
        is_plain = _BARE.fullmatch(_QUOTED.sub("", text)) is not None
        if not is_plain or any(q[0] == '"' and set(q) & {"$", "`", "\\"} for q in quoted):
            return []
        return [self._value(word) for word in shlex.split(text)]

    def _value(self, word: str) -> Value:
        if _LATER.search(word) is None:
            return Constant(value=word)
        pieces = re.split("([\ue000-\uf8ff])", word)
        return Text(
            parts=tuple(
                self.values[ord(piece) - 0xE000]
                if _LATER.fullmatch(piece)
                else Constant(value=piece)
                for piece in pieces
                if piece
            )
        )


def _is_run(words: list[Value]) -> bool:
    """Whether dbt does one of the known things, and each value that only the run knows belongs to an option before it."""
    texts = [word.value if isinstance(word, Constant) else None for word in words]
    verb = next((place for place, text in enumerate(texts) if text in _VERBS), None)
    if verb is None or any(not str(text).startswith("-") for text in texts[:verb]):
        return False
    pairs = zip(texts, [None, *texts[:-1]], strict=True)
    is_known = all(
        text is not None or (isinstance(before, str) and before.startswith("-"))
        for text, before in pairs
    )
    return is_known and not any(str(text).startswith(_KEPT_OUT) for text in texts)


def _operation(words: list[Value], folder: Value | None) -> Dbt | None:
    found: dict[str, Value | None] = {}
    rest: list[Value] = []
    given = iter(words)
    for word in given:
        option, _, value = str(word.value if isinstance(word, Constant) else "").partition("=")
        if option not in ("--project-dir", "--profiles-dir"):
            rest.append(word)
            continue
        found[option] = _below(folder, Constant(value=value) if value else next(given, None))
        if found[option] is None:
            return None
    project = found.get("--project-dir", folder)
    return Dbt(command=tuple(rest), project=project, profiles=found.get("--profiles-dir"))


def _below(folder: Value | None, path: Value | None) -> Value | None:
    """Where a path leads from a folder; None where that is not known. A value of the run is taken for a whole path."""
    if not isinstance(path, Constant) or str(path.value).startswith("/"):
        return path
    below = posixpath.normpath(str(path.value))
    if below == "." or folder is None:
        return folder
    if isinstance(folder, Constant):
        return Constant(value=posixpath.normpath(f"{folder.value}/{below}"))
    return Text(parts=(folder, Constant(value=f"/{below}")))
