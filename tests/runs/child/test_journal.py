"""What happened in a run, event by event."""

from __future__ import annotations

from polydag.runs.child.journal import Heading, Journal


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


def test_a_process_that_dies_ends_the_attempt_that_runs_and_no_other() -> None:
    journal = Journal()
    journal.started("load")
    journal.died("load", None, "Crashed", "exit code 7")
    journal.died("load", None, "Crashed", "exit code 7")
    journal.died("never began", None, "Crashed", "exit code 7")
    journal.started("load")
    journal.ended("load", None, "success")
    journal.died("load", None, "Crashed", "exit code 7")
    attempts = journal.entries[("load", None)].attempts
    assert [(attempt.state, attempt.error) for attempt in attempts] == [
        ("failed", "Crashed"),
        ("success", None),
    ]
    assert list(journal.entries) == [("load", None)]


def test_events_of_another_run_are_kept_apart_also_elsewhere() -> None:
    copy = Journal()
    journal = Journal(copy.replay)
    journal.started("load")
    journal.turn_to("child 1")
    journal.headed(Heading("child", None, {"city": "Lima"}))
    journal.started("load")
    journal.ended("load", None, "failed")
    journal.finished("failed", "failed")
    journal.turn_to(None)
    journal.ended("load", None, "success")
    for one in (journal, copy):
        assert (one.entries[("load", None)].state, one.run_state) == ("success", None)
        other = one.others["child 1"]
        assert (other.entries[("load", None)].state, other.run_state) == ("failed", "failed")
        assert other.heading == Heading("child", None, {"city": "Lima"})


def test_two_runs_that_go_on_in_one_process_are_kept_apart() -> None:
    copy = Journal()
    journal = Journal(copy.replay)
    other = journal.about("child 1")
    journal.started("load")
    other.headed(Heading("child", None, {}))
    other.started("load")
    assert (journal.running("load", None), other.running("load", None)) == (True, True)
    other.ended("load", None, "failed")
    assert (journal.running("load", None), other.running("load", None)) == (True, False)
    journal.launched("elsewhere", {"day": 1})
    for one in (journal, copy):
        assert one.entries[("load", None)].state is None
        assert one.others["child 1"].entries[("load", None)].state == "failed"
        headings = [other.heading for other in one.others.values()]
        assert headings == [Heading("child", None, {}), Heading("elsewhere", None, {"day": 1})]
