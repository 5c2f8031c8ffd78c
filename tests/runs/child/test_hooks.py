"""Callbacks that stand for a task, called in whichever process."""

from __future__ import annotations

from polydag.runs.child.hooks import Hooks
from polydag.runs.child.journal import Journal
from tests.runs.child.jobs import job, task


def test_a_hook_that_two_processes_call_is_one_success() -> None:
    whole = Journal()
    asked = job(task("tell", address="hook:ring"), task("shout", address="hook:shout"))
    for hooks in (Hooks(asked, Journal(whole.replay)), Hooks(asked, Journal(whole.replay))):
        hooks.called("ring")
    Hooks(asked, Journal(whole.replay)).end()
    ring, shout = whole.entries[("hook:ring", None)], whole.entries[("hook:shout", None)]
    assert (ring.state, len(ring.attempts)) == ("success", 1)
    assert (shout.state, shout.raw_state, shout.attempts) == ("skipped", "not called", [])


def test_a_hook_that_no_task_stands_for_is_not_recorded() -> None:
    journal = Journal()
    Hooks(job(task("load")), journal).called("ring")
    assert journal.entries == {}
