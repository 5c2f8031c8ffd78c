"""The parent's side of the reference's worker process: has it forked when needed, and never leaves it behind."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import time
from types import TracebackType
from typing import Self

from pydantic import JsonValue

from polydag.runs.reference.nursery import NURSERY, Forked

Message = dict[str, JsonValue]


class WorkerGoneError(Exception):
    """The worker died or hung while it was asked something."""


class Process:
    """A worker process for one run; a dead one is started again by the next request."""

    def __init__(self, setup: Message, log: int = subprocess.DEVNULL) -> None:
        self._setup = setup
        self._log = log
        self._process: Forked | None = None
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
        os.close(process.requests)
        os.close(process.answers)

    def _exchange(self, message: Message, seconds: float) -> Message:
        if self._process is None:
            self._process = NURSERY.worker(self._log)
        process = self._process
        try:
            _write(process.requests, json.dumps(message).encode() + b"\n")
        except BrokenPipeError:
            self._gone("died")
        return self._line(process, time.monotonic() + seconds)

    def _line(self, process: Forked, deadline: float) -> Message:
        while b"\n" not in self._rest:
            left = max(0.0, deadline - time.monotonic())
            if not select.select([process.answers], [], [], left)[0]:
                self._gone("hung and was killed")
            chunk = os.read(process.answers, 1 << 16)
            if not chunk:
                self._gone("died")
            self._rest += chunk
        line, self._rest = self._rest.split(b"\n", 1)
        answer: Message = json.loads(line)
        return answer

    def _gone(self, how: str) -> None:
        self.close()
        raise WorkerGoneError(f"the process {how}")


def _write(end: int, data: bytes) -> None:
    while data:
        data = data[os.write(end, data) :]
