"""What a task that runs a shell command would have run: its text, its environment, its folder."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import cast

Given = dict[str, object]


class Started(BaseException):
    """A program was about to start: no handler of the emitted code stops this."""


_open = threading.local()


def given(command: object, env: Mapping[str, object] | None, append: bool, folder: object) -> Given:
    """What is recorded of a command, the same on every engine; without `env` the environment is inherited."""
    texts = None if env is None else {name: str(value) for name, value in env.items()}
    return {
        "command": command,
        "env": texts,
        "append_env": append and env is not None,
        "cwd": None if folder is None else str(folder),
    }


def of_call(original: Callable[..., object], arguments: Given) -> Given:
    """What the function would have run, given these arguments; its arguments where it runs no shell."""
    with _watched() as seen:
        result = original(**arguments)
        if isinstance(result, Iterator):
            list(result)
    return seen or arguments


@contextmanager
def _watched() -> Iterator[Given]:
    """End the block where a program is about to start, and fill in what it is given."""
    seen: Given = {}
    _put_in()
    _open.seen = seen
    try:
        yield seen
    except Started:
        pass
    finally:
        _open.seen = None


def _put_in() -> None:
    """Let `subprocess.run` of a thread that is watched only record; one process runs one job, so it stays so."""
    run = subprocess.run
    if hasattr(run, "watched"):
        return

    def recorded(*args: object, **options: object) -> object:
        seen = getattr(_open, "seen", None)
        if seen is None:
            return run(*args, **options)  # type: ignore[call-overload]  # handed on as it came
        seen.update(_command(args[0], options))
        raise Started

    recorded.watched = True  # type: ignore[attr-defined]  # a mark
    subprocess.run = recorded  # type: ignore[assignment]


def _command(program: object, options: Mapping[str, object]) -> Given:
    """A call of `bash -c`; of an environment that holds all that is inherited what is more."""
    if not isinstance(program, list) or program[:2] != ["bash", "-c"]:
        return {"program": [str(word) for word in cast("list[object]", program)]}
    env = cast("Mapping[str, object] | None", options.get("env"))
    append = env is not None and env.items() >= os.environ.items()
    if env is not None and append:
        env = {name: value for name, value in env.items() if os.environ.get(name) != value}
    return given(program[2], env, append, options.get("cwd"))
