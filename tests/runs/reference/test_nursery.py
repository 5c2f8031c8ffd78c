"""Workers of the reference are forked from one warm process, and each is as if it had been started by whoever asked."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from polydag.runs.reference import process
from polydag.runs.reference.nursery import Nursery
from polydag.runs.reference.process import Message, Process

PLACE = """
import os, signal
def place():
    return [os.getcwd(), os.environ.get("CITY"), os.getsid(0) == os.getpid(), signal.getsignal(signal.SIGCHLD) == signal.SIG_DFL]
"""
SETUP: Message = {
    "real": True,
    "facts": {},
    "parameters": {},
    "assumed": {},
    "environment": {},
    "kept": None,
    "scenario": {},
    "prelude": [{"text": PLACE, "defines": ["place"], "reads": [], "import": False}],
    "functions": {},
    "file": "place.py",
    "root": ".",
}
ASKED: Message = {
    "do": "evaluate",
    "tree": {"code": "place()", "names": ["place"], "reads": {}},
}


@pytest.fixture
def nursery(monkeypatch: pytest.MonkeyPatch) -> Iterator[Nursery]:
    made = Nursery()
    monkeypatch.setattr(process, "NURSERY", made)
    yield made
    made.close()


def asked() -> object:
    with Process(SETUP) as worker:
        return worker.ask(ASKED, 30)


def test_a_worker_is_in_the_folder_and_environment_of_whoever_asked(
    nursery: Nursery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CITY", "Lima")
    assert asked() == {"value": [str(tmp_path), "Lima", True, True]}


def test_one_process_forks_all_and_another_one_takes_its_place(nursery: Nursery) -> None:
    asked()
    first = nursery._process
    asked()
    assert nursery._process is first
    assert first is not None
    first.kill()
    first.wait()
    assert asked() == {"value": [os.getcwd(), os.environ.get("CITY"), True, True]}
    assert nursery._process is not first


def test_nothing_is_left_behind_a_command_that_is_killed() -> None:
    program = (
        "from polydag.runs.reference.nursery import NURSERY\n"
        "made = NURSERY.worker(2)\n"
        "print(NURSERY._process.pid, made.pid, flush=True)\n"
        "import time; time.sleep(600)\n"
    )
    words = [sys.executable, "-c", program]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as command:
        assert command.stdout is not None
        started = [int(word) for word in command.stdout.readline().split()]
        assert all(map(is_alive, started))
        command.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 30
    while any(map(is_alive, started)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(is_alive, started))


def is_alive(pid: int) -> bool:
    """Whether the process runs; one that has ended and that nobody has asked about counts as ended."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False
