"""The parent's side of one warm process that forks a worker for every run: a fork costs a tenth of a new interpreter."""

from __future__ import annotations

import atexit
import json
import os
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from polydag.runs.reference import numbers

START = Path(__file__).parent.parent / "child" / "start.py"


@dataclass(frozen=True)
class Forked:
    """A worker: its process, which leads a session of its own, and our ends of its two pipes."""

    pid: int
    requests: int
    answers: int


class Nursery:
    """Starts the process that forks on first use, and again where it is gone; threads may ask at the same time."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._asked: socket.socket | None = None
        self._lock = threading.Lock()

    def worker(self, log: int) -> Forked:
        """A fresh worker in this process's folder and environment, which prints to `log`, a descriptor or DEVNULL."""
        given, requests = os.pipe()
        answers, taken = os.pipe()
        printed = os.open(os.devnull, os.O_WRONLY) if log == subprocess.DEVNULL else os.dup(log)
        try:
            with self._lock:
                return Forked(self._fork(given, taken, printed), requests, answers)
        finally:
            for end in (given, taken, printed):
                os.close(end)

    def close(self) -> None:
        """End the process; workers that it has forked go on."""
        if self._asked is not None:
            self._asked.close()
        if self._process is not None:
            self._process.wait()
        self._process = self._asked = None

    def _fork(self, *ends: int) -> int:
        place = json.dumps({"folder": os.getcwd(), "environment": dict(os.environ)}).encode()
        asked = self._started()
        socket.send_fds(asked, [numbers.written(len(place))], [*ends])
        asked.sendall(place)
        return numbers.read(asked.recv(numbers.WIDTH, socket.MSG_WAITALL))

    def _started(self) -> socket.socket:
        if self._asked is not None and self._process is not None and self._process.poll() is None:
            return self._asked
        self.close()
        self._asked, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, str(START), "reference"],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        return self._asked


NURSERY = Nursery()
atexit.register(NURSERY.close)
