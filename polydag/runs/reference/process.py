"""The parent's side of the reference's worker process: starts it when needed, and never leaves it behind."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from pydantic import JsonValue

START = Path(__file__).parent.parent / "child" / "start.py"
Message = dict[str, JsonValue]


class WorkerGoneError(Exception):
    """The worker died or hung while it was asked something."""


class Process:
    """A worker process for one run; a dead one is started again by the next request."""

    def __init__(self, setup: Message, log: int = subprocess.DEVNULL) -> None:
        self._setup = setup
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None
        self._rest = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def ask(self, message: Message, seconds: float) -> Message:
        """The answer to a request.

        Raises:
            WorkerGoneError: the process died, or gave no answer within this time and was killed.
        """
        if self._process is None:
            ready = self._exchange(self._setup, seconds)
            if "error" in ready:
                return ready
        return self._exchange(message, seconds)

    def close(self) -> None:
        """Kill the process with all that it started."""
        process, self._process, self._rest = self._process, None, b""
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()

    def _exchange(self, message: Message, seconds: float) -> Message:
        process = self._process or self._start()
        assert process.stdin is not None
        try:
            process.stdin.write(json.dumps(message).encode() + b"\n")
            process.stdin.flush()
        except BrokenPipeError:
            self._gone("died")
        return self._line(process, time.monotonic() + seconds)

    def _start(self) -> subprocess.Popen[bytes]:
        self._process = subprocess.Popen(
            [sys.executable, str(START), "reference"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            start_new_session=True,
        )
        return self._process

    def _line(self, process: subprocess.Popen[bytes], deadline: float) -> Message:
        assert process.stdout is not None
        while b"\n" not in self._rest:
            left = max(0.0, deadline - time.monotonic())
            if not select.select([process.stdout], [], [], left)[0]:
                self._gone("hung and was killed")
            chunk = os.read(process.stdout.fileno(), 1 << 16)
            if not chunk:
                self._gone("died")
            self._rest += chunk
        line, self._rest = self._rest.split(b"\n", 1)
        answer: Message = json.loads(line)
        return answer

    def _gone(self, how: str) -> None:
        self.close()
        raise WorkerGoneError(f"the process {how}")
