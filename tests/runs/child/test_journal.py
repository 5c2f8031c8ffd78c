"""What happened in a run, event by event."""

from __future__ import annotations

from polydag.runs.child.journal import Journal


def test_a_journal_replayed_elsewhere_is_the_same() -> None:
    copy = Journal()
    journal = Journal(copy.replay)
    journal.started("extract")
    journal.given("extract", None, {"rows": (1, 2)})
    journal.ended("extract", None, "failed", "up_for_retry", ValueError("no rows"))
    journal.waited("extract", None, 30.0)
    journal.started("extract")
    journal.ended("extract", None, "success", "success")
    journal.yielded("extract", None, {"result": [1]})
    journal.settled("load", 2, "skipped", "skipped")
    journal.finished("success", "SUCCESS")
    assert copy.entries == journal.entries
    assert (copy.run_state, copy.raw_run_state) == ("success", "SUCCESS")
    assert copy.entries[("extract", None)].attempts[0].retry_wait == 30


def test_an_attempt_that_paused_goes_on() -> None:
    journal = Journal()
    journal.started("wait")
    journal.started("wait")
    journal.ended("wait", None, "success", "success")
    assert len(journal.entries[("wait", None)].attempts) == 1


def test_a_task_began_after_those_that_had_ended() -> None:
    journal = Journal()
    journal.started("slow")
    journal.started("first")
    journal.ended("first", None, "success")
    journal.started("second")
    assert journal.entries[("second", None)].ended_before == [("first", None)]


def test_none_is_no_output() -> None:
    journal = Journal()
    journal.yielded("load", None, {"result": None, "rows": 0})
    assert journal.entries[("load", None)].outputs == {"rows": 0}
