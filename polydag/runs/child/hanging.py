"""A body that hangs: it ends when the engine's own time limit interrupts it, which is brought near, or after a while."""

from __future__ import annotations

import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator

# What is left of a time limit once the body that it is for hangs.
SOON = 0.3
# A body that nothing interrupts goes on after this.
LONGEST = 15.0
STEP = 0.01


class StubHangs(BaseException):  # no error: the stub is to be called again when the hanging is over
    """The scenario wants this attempt to hang; whoever called the stub knows how."""


def hang(
    original: Callable[..., object] | None = None,
    args: tuple[object, ...] = (),
    kwargs: dict[str, object] | None = None,
) -> None:
    """Hang as `original` would; a function that starts programs has the time limit in how it starts them."""
    if original is not None and _starts_programs(original):
        # Imported where they are needed, as every run of the reference starts with this module, and few hang.
        from unittest.mock import patch

        with patch.object(subprocess, "run", _run_hanging):
            original(*args, **(kwargs or {}))
        return
    _bring_near()
    for _ in _steps():
        time.sleep(STEP)


async def hang_async() -> None:
    """The same for a coroutine, whose limit cancels it."""
    import asyncio

    _bring_near()
    for _ in _steps():
        await asyncio.sleep(STEP)


def _steps() -> Iterator[None]:
    """Short steps, since an exception that another thread raises here arrives between two of them."""
    end = time.monotonic() + LONGEST
    while time.monotonic() < end:
        yield


def _bring_near() -> None:
    """Let the alarm that an engine or emitted code has set go off soon; only the main thread hears it."""
    in_main = threading.current_thread() is threading.main_thread()
    if in_main and signal.getitimer(signal.ITIMER_REAL)[0] > SOON:
        signal.setitimer(signal.ITIMER_REAL, SOON)


def _starts_programs(function: Callable[..., object]) -> bool:
    code = getattr(function, "__code__", None)
    return code is not None and "subprocess" in code.co_names and "run" in code.co_names


def _run_hanging(
    command: object, *_: object, timeout: float | None = None, **__: object
) -> subprocess.CompletedProcess[str]:
    """Stand in for `subprocess.run` of a program that does not end by itself."""
    if timeout is not None:
        raise subprocess.TimeoutExpired(str(command), timeout)
    hang()
    return subprocess.CompletedProcess(str(command), 0, "", "")
