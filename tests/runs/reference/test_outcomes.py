"""What a scenario can ask of a body, apart from failing at its beginning, in the reference."""

from __future__ import annotations

from polydag.ir.policies import Retry
from polydag.runs.protocol import JobScenario
from polydag.runs.record import RunRecord
from polydag.runs.reference.interpreter import Conditions, run
from tests.runs.reference.pipelines import call, mapped, module, out, pipeline, states

SLOW = call("slow").model_copy(update={"timeout": 3600.0, "retry": Retry(count=1)})


def under(scenario: JobScenario) -> RunRecord:
    p = pipeline(
        SLOW, mapped(call("each", n=out("slow")), n=out("slow")), call("all", rows=out("each"))
    )
    record = run(module(p), p, Conditions(scenario=scenario))
    assert record.runner.error is None
    return record


def attempts(record: RunRecord) -> list[str]:
    return [attempt.state for attempt in record.tasks[0].attempts]


def test_a_limit_of_an_hour_ends_what_hangs() -> None:
    record = under(JobScenario(hang={"slow": 1}))
    assert attempts(record) == ["failed", "success"]
    assert record.tasks[0].attempts[0].error == "TimeoutError"


def test_an_attempt_that_fails_after_its_body_gives_nothing() -> None:
    record = under(JobScenario(fail_late={"slow": -1}))
    assert attempts(record) == ["failed", "failed"]
    assert record.tasks[0].outputs == {}


def test_a_skip_is_no_failure() -> None:
    record = under(JobScenario(skip=("slow",)))
    assert attempts(record) == ["skipped"]
    assert states(record) == {"slow": "skipped", "each": "skipped", "all": "skipped"}


def test_one_instance_that_skips_skips_what_takes_all() -> None:
    found = states(under(JobScenario(skip=("each[1]",))))
    assert found == {
        "slow": "success",
        "each[0]": "success",
        "each[1]": "skipped",
        "all": "skipped",
    }
