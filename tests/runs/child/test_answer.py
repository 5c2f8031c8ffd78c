"""From a journal to the records of the job's tasks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from polydag.runs.child import answer
from polydag.runs.child.journal import Heading, Journal
from polydag.runs.protocol import TaskJob
from polydag.runs.record import OtherRun, TaskRecord
from tests.runs.child.jobs import job, task


def records(journal: Journal, *tasks: TaskJob) -> tuple[list[TaskRecord], list[str]]:
    found, extra = answer.tasks(job(*tasks), journal)
    return [TaskRecord.model_validate(one) for one in found], extra


def ran(journal: Journal, address: str, index: int | None = None, state: str = "success") -> None:
    journal.started(address, index)
    journal.ended(address, index, state, state)


def test_tasks_come_back_under_the_job_s_ids() -> None:
    journal = Journal()
    ran(journal, "group.extract")
    ran(journal, "glue")
    found, extra = records(journal, task("extract", address="group.extract"))
    assert [(one.id, one.state, one.address) for one in found] == [
        ("extract", "success", "group.extract")
    ]
    assert extra == ["glue"]


def test_a_task_that_was_running_when_its_process_died_crashed() -> None:
    journal = Journal()
    journal.started("load")
    [found], _ = records(journal, task("load"))
    assert found.state == "failed"
    assert found.attempts[0].error == "Crashed"


def test_tasks_below_a_failed_one_are_not_just_not_run() -> None:
    journal = Journal()
    ran(journal, "a", state="failed")
    found, _ = records(
        journal, task("a"), task("c", upstream=("b",)), task("b", upstream=("a",)), task("other")
    )
    assert {one.id: one.state for one in found} == {
        "a": "failed",
        "b": "upstream_failed",
        "c": "upstream_failed",
        "other": "not_run",
    }


@pytest.mark.parametrize(("run", "state"), [("success", "skipped"), ("failed", "not_run")])
def test_what_a_flow_never_calls_it_skips_if_it_ends_well(run: str, state: str) -> None:
    journal = Journal()
    ran(journal, "a")
    journal.finished(run, None, silence="skipped")
    found, _ = records(journal, task("a"), task("b"))
    assert [one.state for one in found] == ["success", state]


def test_instances_of_a_mapping_are_told_apart() -> None:
    journal = Journal()
    ran(journal, "load", 1)
    ran(journal, "load", 0, "failed")
    found, _ = records(journal, task("load", mapped=True))
    assert [(one.map_index, one.state) for one in found] == [(0, "failed"), (1, "success")]


def test_a_mapping_over_nothing_was_skipped() -> None:
    journal = Journal()
    journal.finished("success", "SUCCESS")
    [found], _ = records(journal, task("load", mapped=True))
    assert (found.state, found.map_index) == ("skipped", None)


def test_several_runs_at_one_address_are_several_tasks() -> None:
    journal = Journal()
    ran(journal, "extract", 0)
    ran(journal, "extract", 1, "failed")
    first, second = (
        task("one", address="extract", instance=0),
        task("two", address="extract", instance=1),
    )
    found, extra = records(journal, first, second)
    assert [(one.id, one.state, one.map_index) for one in found] == [
        ("one", "success", None),
        ("two", "failed", None),
    ]
    assert extra == []
    assert found[1].after == ("one",)


def test_a_dict_of_outputs_is_read_by_name() -> None:
    journal = Journal()
    journal.yielded("split", None, {"result": {"low": 1, "high": 2}})
    [found], _ = records(journal, task("split", returns="dict", outputs=("low", "high")))
    assert found.outputs == {"low": 1, "high": 2}


def test_a_tuple_of_outputs_is_read_by_position() -> None:
    journal = Journal()
    journal.yielded("split", None, {"result": [1, 2]})
    [found], _ = records(journal, task("split", returns="tuple", outputs=("low", "high")))
    assert found.outputs == {"low": 1, "high": 2}


def test_what_a_choice_returned_is_no_output() -> None:
    journal = Journal()
    journal.yielded("branch", None, {"result": "left"})
    [found], _ = records(journal, task("branch", choice=("left", "right")))
    assert found.outputs == {}


def test_other_runs_come_by_date_and_under_ids_where_those_are_known() -> None:
    journal = Journal()
    for name, pipeline, date in (
        ("second", "etl", "2026-01-07"),
        ("first", "etl", "2026-01-06"),
        ("child", "child", None),
    ):
        journal.turn_to(name)
        journal.headed(Heading(pipeline, date, {"day": date}))
        ran(journal, "group.load")
        journal.finished("success", "success")
    journal.turn_to("unknown")
    ran(journal, "group.load")
    asked = job(task("load", address="group.load"))
    found = [OtherRun.model_validate(one) for one in answer.others(asked, journal)]
    assert [(one.pipeline, one.run and one.run.logical_date) for one in found] == [
        ("child", None),
        ("etl", "2026-01-06"),
        ("etl", "2026-01-07"),
    ]
    assert [one.id for other in found for one in other.tasks] == ["group.load", "load", "load"]
    assert found[1].run is not None
    assert found[1].run.params == {"day": "2026-01-06"}


def test_a_launched_pipeline_goes_by_its_own_ids() -> None:
    journal = Journal()
    journal.launched("elsewhere", {})
    other = journal.about("reports 1")
    other.headed(Heading("reports_flow", None, {"day": 1}))
    ran(other, "group_load")
    other.finished("failed", None)
    child = replace(
        job(task("group.load", address="group_load")), pipeline="reports_flow", id="reports"
    )
    asked = replace(job(task("load")), id="etl", others=(child,))
    found = [OtherRun.model_validate(one) for one in answer.others(asked, journal)]
    named = [(one.pipeline, one.params, one.run and one.run.state) for one in found]
    assert named == [("elsewhere", {}, None), ("reports", {"day": 1}, "failed")]
    assert [one.id for one in found[1].tasks] == ["group.load"]
