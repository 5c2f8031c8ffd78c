"""What a task that runs a shell command would have run: its text, its environment, its folder."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import cast

from polydag.runs.child import dbt_lines
from polydag.runs.child.stubs import StubExit

Given = dict[str, object]
Body = Callable[[Given], object]
Run = Callable[..., object]


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
        **({} if env is not None else dbt_lines.of_line(command, folder)),
    }


def of_call(original: Callable[..., object], arguments: Given) -> Given:
    """What the function would have run, given these arguments; its arguments where it runs no shell."""
    with _watched() as seen:
        result = original(**arguments)
        if isinstance(result, Iterator):
            list(result)
    return seen or arguments


def answered(original: Callable[..., object], arguments: Given, body: Body) -> object:
    """The body's answer to what would be run; where that is an exit code, what the function makes of it."""
    try:
        return body(of_call(original, arguments))
    except StubExit as exit:
        with _ending(exit.code):
            result = original(**arguments)
            # A generator runs nothing until it is asked.
            return iter(list(result)) if isinstance(result, Iterator) else result


def started(program: list[str], start: Callable[[], object], **options: object) -> object:
    """What this thread wants in place of a program that a library is about to start; else what starts it."""
    answer: Run | None = getattr(_open, "answer", None)
    return start() if answer is None else answer(program, **options)


@contextmanager
def _watched() -> Iterator[Given]:
    """End the block where a program is about to start, and fill in what it is given."""
    seen: Given = {}
    try:
        with _answering(partial(_record, seen)):
            yield seen
    except Started:
        pass


@contextmanager
def _ending(code: int) -> Iterator[None]:
    """Let each program that is about to start have printed nothing and ended with this exit code."""
    with _answering(partial(_ended, code)):
        yield


@contextmanager
def _answering(answer: Run) -> Iterator[None]:
    """Let this answer in place of `subprocess.run` in this thread."""
    _put_in()
    _open.answer = answer
    try:
        yield
    finally:
        _open.answer = None


def _put_in() -> None:
    """Let `subprocess.run` do what its thread wants in its place; one process runs one job, so it stays so."""
    run: Run = subprocess.run
    if hasattr(run, "watched"):
        return

    def watched(*args: object, **options: object) -> object:
        answer: Run | None = getattr(_open, "answer", None)
        return (answer or run)(*args, **options)

    watched.watched = True  # type: ignore[attr-defined]  # a mark
    subprocess.run = watched  # type: ignore[assignment]


def _record(seen: Given, *args: object, **options: object) -> object:
    seen.update(_command(args[0], options))
    raise Started


def _ended(code: int, *args: object, **options: object) -> object:
    done = subprocess.CompletedProcess(cast("list[str]", args[0]), code, stdout="", stderr="")
    if options.get("check"):
        done.check_returncode()
    return done


def _command(program: object, options: Mapping[str, object]) -> Given:
    """A call of `bash -c`, or of dbt; of an environment that holds all that is inherited what is more."""
    if isinstance(program, list) and program[:1] == ["dbt"] and options.get("env") is None:
        return dbt_lines.of_words(program[1:], options.get("cwd"))
    if not isinstance(program, list) or program[:2] != ["bash", "-c"]:
        return {"program": [str(word) for word in cast("list[object]", program)]}
    env = cast("Mapping[str, object] | None", options.get("env"))
    append = env is not None and env.items() >= os.environ.items()
    if env is not None and append:
        env = {name: value for name, value in env.items() if os.environ.get(name) != value}
    return given(program[2], env, append, options.get("cwd"))
