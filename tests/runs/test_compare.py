"""Runs that behave alike are equal, and each kind of change is caught."""

from __future__ import annotations

import pytest

from polydag.ir.operations import Gate
from polydag.ir.pipeline import Pipeline
from polydag.ir.policies import Cache, Delays, Retry
from polydag.ir.tasks import Placement, Task
from polydag.runs.compare import Comparison, Side, Verdict, compare
from polydag.runs.comparison_table import difference_lines, verdict_line
from polydag.runs.record import Attempt, RunnerReport, RunRecord, TaskRecord
from tests.runs.reference.pipelines import (
    call,
    edges,
    function,
    module,
    out,
    pipeline,
    ran,
    states,
)

RETRY = Retry(count=1, delays=Delays(base=60.0))
ETL = pipeline(
    call("extract").model_copy(update={"retry": RETRY}),
    call("clean", rows=out("extract")),
    call("load", rows=out("clean")),
)
RECORD = ran(ETL, fail={"extract": 1})


def other(record: RunRecord, id: str = "clean", **change: object) -> RunRecord:
    """The record as an engine's, with one task changed."""
    tasks = [t.model_copy(update=change) if t.id == id else t for t in record.tasks]
    return record.model_copy(update={"engine": "prefect-3.8", "tasks": tuple(tasks)})


def compared(
    right: RunRecord | None, left: RunRecord = RECORD, p: Pipeline = ETL, **places: Placement
) -> Comparison:
    return compare(p, left, Side("source", left), Side("result", right, places))


def fields(comparison: Comparison) -> list[str]:
    return [f"{d.task}.{d.field}" if d.task else d.field for d in comparison.differences]


def test_equal_records_are_equal() -> None:
    assert compared(other(RECORD)).verdict is Verdict.EQUAL


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"state": "skipped"}, "clean.state"),
        ({"attempts": (Attempt(state="failed"), Attempt(state="success"))}, "clean.attempts"),
        ({"inputs": {"rows": ["swapped"]}}, "clean.inputs.rows"),
        ({"outputs": {"result": "lost"}}, "clean.outputs.result"),
        ({"after": ()}, "clean.order: did not wait for"),
    ],
)
def test_one_changed_fact_about_a_task_is_caught(change: dict[str, object], field: str) -> None:
    assert field in fields(compared(other(RECORD, "clean", **change)))


def early(rule: str) -> Pipeline:
    """`clean` begins early below two tasks, `load` below it."""
    return pipeline(
        call("extract"),
        call("slow"),
        call("clean").model_copy(update={"rule": rule}),
        call("load"),
        edges=edges("extract clean", "slow clean", "clean load"),
    )


@pytest.mark.parametrize("rule", ["always", "one_success", "one_failed", "one_done"])
def test_a_rule_that_need_not_wait_for_all_waits_for_one_at_most(rule: str) -> None:
    record = ran(early(rule), fail={"extract": -1} if rule == "one_failed" else {})
    waiting = other(record, after=("extract",))
    assert compared(waiting, record, early(rule)).verdict is Verdict.EQUAL
    at_once = compared(other(record, after=()), record, early(rule))
    expected = [] if rule == "always" else ["clean.order: did not wait for"]
    assert fields(at_once) == expected


def test_what_follows_a_task_that_began_early_waits_for_that_task_alone() -> None:
    record = ran(early("always"))
    assert compared(other(record, "load", after=("clean",)), record, early("always")).verdict is (
        Verdict.EQUAL
    )
    [found] = compared(other(record, "load", after=("slow",)), record, early("always")).differences
    assert found.values == {"source": [], "result": ["clean"]}


def test_a_changed_wait_is_caught() -> None:
    attempts = (Attempt(state="failed", retry_wait=30.0), Attempt(state="success"))
    assert fields(compared(other(RECORD, "extract", attempts=attempts))) == [
        "extract.wait before retry 1"
    ]


def test_a_changed_run_state_is_caught() -> None:
    assert RECORD.run is not None
    failed = RECORD.model_copy(update={"run": RECORD.run.model_copy(update={"state": "failed"})})
    assert fields(compared(failed)) == ["run state"]


def test_a_missing_task_is_caught() -> None:
    fewer = RECORD.model_copy(update={"tasks": RECORD.tasks[:2], "engine": "dagster-1.13"})
    assert fields(compared(fewer)) == ["load.state"]


def test_numbers_are_compared_by_value() -> None:
    one = other(RECORD, outputs={"result": 1})
    assert compared(other(RECORD, outputs={"result": 1.0}), one).verdict is Verdict.EQUAL


def test_a_wait_inside_the_jitter_window_is_equal() -> None:
    retry = Retry(count=1, delays=Delays(shape="exponential", base=60.0, jitter="window"))
    p = pipeline(call("extract").model_copy(update={"retry": retry}))
    record = ran(p, fail={"extract": 1})

    def waiting(seconds: float) -> RunRecord:
        attempts = (Attempt(state="failed", retry_wait=seconds), Attempt(state="success"))
        return other(record, "extract", attempts=attempts)

    assert compared(waiting(110.0), record, p).verdict is Verdict.EQUAL
    assert compared(waiting(130.0), record, p).verdict is Verdict.DIFFERENT


def silent(record: RunRecord, id: str) -> RunRecord:
    nothing = {"state": "not_run", "attempts": (), "inputs": {}, "outputs": {}, "after": ()}
    return other(record, id, **nothing)


def test_a_task_that_an_engine_never_mentions_is_what_the_reference_says_when_that_did_not_start() -> (
    None
):
    failed = ran(ETL, fail={"extract": -1})
    assert compared(silent(silent(failed, "clean"), "load"), failed).verdict is Verdict.EQUAL


def test_silence_is_never_success() -> None:
    assert fields(compared(silent(RECORD, "load"))) == ["load.state"]


def test_a_runner_that_failed_is_no_difference() -> None:
    broken = RunRecord(engine="x", pipeline="p", runner=RunnerReport(error="no such flow"))
    comparison = compared(broken)
    assert comparison.verdict is Verdict.FAILED
    assert comparison.reason == "result: no such flow"
    assert comparison.differences == ()


def test_an_engine_that_is_not_there_is_not_run() -> None:
    assert compared(None).verdict is Verdict.NOT_RUN


RACY = pipeline(
    call("bad"),
    call("broken"),
    call("skipping"),
    call("join"),
    call("after"),
    edges=edges("bad broken", "broken join", "skipping join", "join after"),
)


def racy(join: str, after: str) -> RunRecord:
    states = {
        "bad": "failed",
        "broken": "upstream_failed",
        "skipping": "skipped",
        "join": join,
        "after": after,
    }
    record = ran(RACY, fail={"bad": -1})
    tasks = tuple(
        TaskRecord.model_validate({"id": id, "state": s, "raw_state": s})
        for id, s in states.items()
    )
    return record.model_copy(update={"tasks": tasks, "engine": "airflow-3.3"})


def test_a_cell_that_depends_on_who_ends_first_may_go_either_way_and_so_may_what_follows() -> None:
    late = racy("upstream_failed", "upstream_failed")
    assert compared(racy("skipped", "skipped"), late, RACY).verdict is Verdict.EQUAL
    assert fields(compared(racy("skipped", "upstream_failed"), late, RACY)) == []
    assert "join.state" in fields(compared(racy("success", "success"), late, RACY))


def test_what_a_gate_skips_whatever_the_rules_say_goes_no_other_way() -> None:
    gate = Task(id="gate", operation=Gate(function="gate"))
    cut = pipeline(
        gate,
        call("below"),
        call("beside"),
        call("both"),
        edges=edges("gate below", "below both", "beside both"),
    )
    record = ran(cut, fail={"beside": -1}, values={"gate": False})
    held_back = other(record, "both", state="upstream_failed", raw_state="UpstreamFailed")
    assert fields(compared(held_back, record, cut)) == ["both.state"]


def test_what_the_time_out_of_a_run_cuts_off_may_have_any_name_but_success() -> None:
    functions = [
        function("def extract():\n    return 1"),
        function("def clean(rows):\n    import time\n    time.sleep(30)"),
    ]
    limited = ETL.model_copy(update={"timeout": 1.0})
    record = ran(module(limited, functions), bodies="real")
    assert record.run is not None
    assert (record.run.state, states(record)["clean"], states(record)["load"]) == (
        "failed",
        "failed",
        "not_run",
    )
    skipped = other(record, "clean", state="skipped", attempts=(), raw_state="skipped")
    assert compared(skipped, record, limited).verdict is Verdict.EQUAL
    ended = other(record, "clean", state="success", attempts=(), raw_state="success")
    assert fields(compared(ended, record, limited)) == ["clean.state"]


def test_a_hook_is_compared_by_its_state_only() -> None:
    called = other(RECORD, attempts=(Attempt(state="success"),), inputs={}, after=(), outputs={})
    assert compared(called, clean=Placement(how="hook")).verdict is Verdict.EQUAL
    skipped = other(called, state="skipped")
    assert "clean.state" in fields(compared(skipped, clean=Placement(how="hook")))


def test_a_task_of_the_source_that_was_not_read_is_caught() -> None:
    more = RECORD.model_copy(update={"extra": ("forgotten",)})
    found = compare(ETL, RECORD, Side("source", more, is_source=True), Side("result", RECORD))
    assert fields(found) == ["tasks that were not read"]
    assert found.differences[0].values == {"source": ["forgotten"], "result": []}


def test_what_polydag_made_in_its_own_code_is_no_task_of_the_pipeline() -> None:
    assert compared(RECORD.model_copy(update={"extra": ("join",)})).verdict is Verdict.EQUAL


def test_an_inlined_task_is_not_compared() -> None:
    without = RECORD.model_copy(update={"tasks": (RECORD.tasks[0], RECORD.tasks[2])})
    assert compared(without, clean=Placement(how="inlined")).verdict is Verdict.EQUAL


def test_differences_are_told_with_both_values() -> None:
    comparison = compared(other(RECORD, state="skipped"))
    assert (
        difference_lines(comparison.differences)[0]
        == "clean: state: source 'success', result 'skipped'"
    )
    assert "different" in verdict_line(comparison)


def test_a_result_that_one_side_kept_and_the_other_computed_is_a_difference() -> None:
    cached = pipeline(call("extract").model_copy(update={"cache": Cache()}))
    record = ran(cached)
    kept = other(record, "extract", attempts=())
    assert fields(compared(kept, record, cached)) == ["extract.attempts: the result was"]
    assert compared(kept, other(kept, "extract"), cached).verdict is Verdict.EQUAL
