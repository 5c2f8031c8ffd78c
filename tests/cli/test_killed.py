"""A command that is killed leaves no worker, no run and no server behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "shop_orders.py"
MARK = "POLYDAG_TEST_MARK"
# Seconds within which everything must be there, and gone again; generous, since the machine may be busy.
PATIENCE = 120.0

pytestmark = pytest.mark.engines


def marked(mark: str) -> dict[int, str]:
    """The processes that carry the mark in their environment, with their command lines; zombies are none."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"{MARK}={mark}".encode() in (folder / "environ").read_bytes():
                found[int(folder.name)] = (folder / "cmdline").read_bytes().decode()
        except OSError:
            continue
    return {pid: line for pid, line in found.items() if line}


def in_the_middle(found: dict[int, str]) -> bool:
    """Whether there are both workers, Prefect's server, and a fork that runs a pipeline."""
    workers = sum("start.py" in line for line in found.values())
    return workers > 2 and any("uvicorn" in line for line in found.values())


def nothing(found: dict[int, str]) -> bool:
    return not found


def wait_until(mark: str, reached: Callable[[dict[int, str]], bool]) -> dict[int, str]:
    """The marked processes, as soon as they are what is waited for."""
    deadline = time.monotonic() + PATIENCE
    while not reached(found := marked(mark)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return found


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_killed_comparison_leaves_nothing_behind(number: int) -> None:
    mark = uuid.uuid4().hex
    command = [sys.executable, "-m", "polydag", "compare", str(EXAMPLE), "--on", "dagster,prefect"]
    process = subprocess.Popen(
        command,
        env=os.environ | {MARK: mark},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        assert in_the_middle(wait_until(mark, in_the_middle))
        process.send_signal(number)
        process.wait(PATIENCE)
        assert wait_until(mark, nothing) == {}
    finally:
        for pid in marked(mark):
            os.kill(pid, signal.SIGKILL)
        process.wait()
