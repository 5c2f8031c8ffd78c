"""Tags that are policies are read as such; labels keep their values; what only Dagster reads is kept for it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from polydag.ir.model import Symbolic
from polydag.ir.policies import Retry
from polydag.ir.values import Constant, Entries

from .conftest import Read

Reader = Callable[[str], Read]

JOB = """
from dagster import job, op

TEAM = TEAMS["x"]

@op(tags={op})
def load():
    return 1

@job(tags={job})
def etl():
    load()
"""


def of(read: Reader, job: str = "{}", op: str = "{}") -> Read:
    return read(JOB.format(job=job, op=op))


@pytest.mark.parametrize(
    ("spelt", "seconds"),
    [
        ('{"dagster/max_runtime": 600}', 600),
        ('{"dagster/max_runtime": "7.5"}', 7.5),
        ('{"dagster/max_runtime_seconds": "60"}', 60),
    ],
)
def test_the_limit_of_a_run_is_its_time_out(read: Reader, spelt: str, seconds: float) -> None:
    found = of(read, job=spelt)
    assert found.pipeline.timeout == seconds
    assert found.pipeline.tags == ()
    assert found.codes == ()


def test_a_limit_that_is_no_number_is_kept_as_dagster_passes_over_it(read: Reader) -> None:
    found = of(read, job='{"dagster/max_runtime": "soon"}')
    assert found.pipeline.timeout is None
    kept = found.pipeline.extras["dagster"]["tags"]
    assert kept == Entries(entries={"dagster/max_runtime": Constant(value="soon")})


def test_retries_of_a_run_and_the_policies_of_an_op(read: Reader) -> None:
    found = of(
        read,
        job='{"dagster/max_retries": "2"}',
        op='{"dagster/priority": "-3", "dagster/concurrency_key": "db"}',
    )
    assert found.pipeline.retry == Retry(count=2)
    task = found.tasks["load"]
    assert (task.priority, task.pool, task.tags) == (-3, "db", ())


def test_labels_keep_what_they_say(read: Reader) -> None:
    found = of(read, job='{"team": "x", "nightly": "", "level": 3, "of": ["a"], "owner": TEAM}')
    *known, owner = found.pipeline.tags
    assert known == ["team:x", "nightly", "level:3", 'of:["a"]']
    assert isinstance(owner, Symbolic)
    assert owner.text == """f'owner:{TEAMS["x"]}'"""


def test_what_speaks_to_dagster_alone_is_kept_for_it(read: Reader) -> None:
    found = of(read, op='{"dagster-k8s/config": {"a": 1}}')
    inner = Entries(entries={"a": Constant(value=1)})
    assert found.tasks["load"].extras["dagster"]["tags"] == Entries(
        entries={"dagster-k8s/config": inner}
    )


def test_tags_that_nobody_can_read_are_told(read: Reader) -> None:
    assert of(read, job='{**TEAMS, "a": "b"}').codes == ("DGR301",)
    assert of(read, job="TEAMS").codes == ("DGR301",)


def test_the_tags_of_an_asset_and_of_its_op(read: Reader) -> None:
    found = read("""
        from dagster import asset, define_asset_job

        @asset(tags={"team": "x"}, op_tags={"dagster/priority": "2", "tier": "1"})
        def orders():
            return 1

        everything = define_asset_job("everything", tags={"dagster/max_runtime": 5})
    """)
    task = found.tasks["orders"]
    assert (task.tags, task.priority) == (("team:x", "tier:1"), 2)
    assert found.pipeline.timeout == 5
