"""Code that waits finds a clock in place of the module `time`, and only there."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest

from polydag.runs.child.waiting import Clock, hurry
from tests.runs.child.jobs import job, task


def test_a_pause_passes_without_being_made_and_time_goes_on() -> None:
    clock: Any = Clock(0.0)
    before, real = clock.monotonic(), time.monotonic()
    clock.sleep(3600)
    assert clock.monotonic() - before >= 3600
    assert time.monotonic() - real < 60
    assert clock.strftime("%Y", clock.gmtime(0)) == "1970"


def test_what_one_thread_waits_another_one_does_not() -> None:
    clock = Clock(0.0)
    thread = threading.Thread(target=clock.sleep, args=(3600,))
    before = clock.monotonic()
    thread.start()
    thread.join()
    assert clock.monotonic() - before < 3600


@pytest.mark.parametrize(
    ("waits", "real_time", "is_clock"),
    [("found", False, True), ("value", True, False), (None, False, False)],
    ids=["a wait", "in real time", "no wait"],
)
def test_only_a_job_that_waits_and_has_no_time_gets_it(
    waits: str | None, real_time: bool, is_clock: bool
) -> None:
    module: Any = ModuleType("emitted")
    module.time, module.other = time, threading
    hurry(module, replace(job(task("ready", waits=waits)), real_time=real_time))
    assert isinstance(module.time, Clock) is is_clock
    assert module.other is threading
