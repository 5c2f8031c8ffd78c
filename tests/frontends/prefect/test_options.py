"""Options of tasks and flows, and what bodies ask of Prefect."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from polydag.ir.policies import Cache, Delays
from tests.frontends.prefect.conftest import Read

Reader = Callable[[str], Read]


IMPORTS = """
from datetime import timedelta
from prefect import flow, task
from prefect.cache_policies import DEFAULT, INPUTS, NO_CACHE, TASK_SOURCE
from prefect.tasks import exponential_backoff, task_input_hash

from own.policies import made

PER_RUN = DEFAULT

def page(task, task_run, state): ...
"""


def task_with(options: str) -> str:
    return f"{IMPORTS}\n\n@task({options})\ndef a(): return 1\n\n\n@flow\ndef main():\n    a()\n"


@pytest.mark.parametrize(
    ("options", "delays"),
    [
        pytest.param("retry_delay_seconds=60", Delays(base=60.0), id="one delay"),
        pytest.param(
            "retry_delay_seconds=[1, 2.5]",
            Delays(shape="list", values=(1.0, 2.5)),
            id="a list of delays",
        ),
        pytest.param(
            "retry_delay_seconds=exponential_backoff(backoff_factor=10)",
            Delays(shape="exponential", base=10.0),
            id="exponential backoff",
        ),
        pytest.param(
            "retry_delay_seconds=5, retry_jitter_factor=0.5",
            Delays(base=5.0, jitter="poisson", jitter_amount=0.5),
            id="jitter",
        ),
    ],
)
def test_retries(read_file: Reader, options: str, delays: Delays) -> None:
    found = read_file(task_with(f"retries=3, {options}"))
    assert (found.tasks["a"].retry.count, found.tasks["a"].retry.delays, found.codes) == (
        3,
        delays,
        [],
    )


@pytest.mark.parametrize(
    ("options", "cache"),
    [
        pytest.param(
            "cache_key_fn=task_input_hash, cache_expiration=timedelta(hours=1)",
            Cache(key="inputs", expiration=3600.0),
            id="by inputs",
        ),
        pytest.param(
            "cache_policy=INPUTS, persist_result=True",
            Cache(by=("inputs",), persist=True),
            id="by policy",
        ),
        pytest.param(
            "cache_policy=INPUTS - 'day' + TASK_SOURCE",
            Cache(by=("inputs", "code"), without=("day",)),
            id="by several policies",
        ),
        pytest.param(
            "cache_policy=PER_RUN",
            Cache(by=("inputs", "code", "run")),
            id="by a policy that has a name",
        ),
        pytest.param(
            "cache_policy=made()",
            Cache(key="policy", text="made()"),
            id="by a policy that only Prefect understands",
        ),
        pytest.param("cache_expiration=60", None, id="an end of nothing"),
        pytest.param("cache_policy=NO_CACHE", None, id="not at all"),
        pytest.param(
            "cache_key_fn=lambda c, p: 'x'",
            Cache(key="custom", text="lambda c, p: 'x'"),
            id="by a key",
        ),
    ],
)
def test_caches(read_file: Reader, options: str, cache: Cache | None) -> None:
    assert read_file(task_with(options)).tasks["a"].cache == cache


def test_names_hooks_tags_timeouts(read_file: Reader) -> None:
    found = read_file(
        task_with(
            'name="Step A", timeout_seconds=30, tags=["x"], on_failure=[page], description="Why"'
        )
    )
    task = found.tasks["Step A"]
    assert (task.timeout, task.tags, task.doc) == (30.0, ("x",), "Why")
    assert [(hook.event, hook.function) for hook in task.hooks] == [("failure", "page")]
    assert "page" in found.module.functions


def test_other_options_of_one_call(read: Reader) -> None:
    found = read(
        "@flow\ndef main():\n    one.with_options(name='uno', retries=2)(1)\n    with tags('t'):\n        one(2)\n"
    )
    assert (found.tasks["uno"].retry.count, found.tasks["one"].retry.count) == (2, 0)
    assert found.tasks["one"].tags == ("t",)


BODY = """
from prefect import flow, get_run_logger, runtime, task
from prefect.blocks.system import Secret
from prefect.states import Completed
from prefect.variables import Variable

@task
def a(x):
    logger = get_run_logger()
    logger.info("%s", runtime.flow_run.id)
    get_run_logger().info(runtime.task_run.run_count)
    n = Variable.get("n", default=3)
    key = Secret.load("key").get()
    if not x:
        return Completed(name="Skipped", message="nothing")
    return runtime.flow_run.parameters["day"], n, key

@flow
def main(day: str = "d"):
    a(1)
"""


def test_uses_in_bodies(read_file: Reader) -> None:
    found = read_file(BODY)
    function = found.module.functions["a"]
    uses = [(use.kind, use.key) for use in function.uses]
    assert uses == [
        ("logger", "logger"),
        ("context", "run_id"),
        ("log", ""),
        ("context", "try_number"),
        ("variable", "n"),
        ("secret", "key"),
        ("skip", ""),
        ("parameter", "day"),
    ]
    assert all(function.text[use.start : use.stop] for use in function.uses)
    assert found.codes == []
    assert function.text in BODY
