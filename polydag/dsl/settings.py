"""What a pipeline says for all its tasks, and for its runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Literal, TypedDict

from polydag.dsl.building import DslError
from polydag.dsl.retries import Scatter, retry
from polydag.dsl.sources import Body
from polydag.dsl.values import scalar, seconds
from polydag.ir.pipeline import Defaults
from polydag.ir.policies import Delays, Hook

Event = Literal["failure", "success", "retry", "start", "skip"]
MakeHook = Callable[[Event, Body], Hook]


class PipelineOptions(TypedDict, total=False):
    """What is said once for all tasks, then what is said about runs. Times are seconds or timedeltas."""

    retries: int | None
    retry_delay: timedelta | float | Sequence[timedelta | float] | Delays | None
    retry_jitter: Scatter | float | None
    timeout: timedelta | float | None
    owner: str | None
    on_failure: Body | None
    run_timeout: timedelta | float | None
    run_retries: int | None
    run_retry_delay: timedelta | float | Sequence[timedelta | float] | Delays | None
    on_run_failure: Body | None
    on_run_success: Body | None
    max_active_runs: int | None
    max_active_tasks: int | None


def known(options: Mapping[str, object], kind: type) -> None:
    """Refuse options that there are none of.

    Raises:
        DslError: there is no such option.
    """
    for name in options:
        if name not in kind.__annotations__:
            raise DslError(f"there is no option `{name}`: {', '.join(kind.__annotations__)}")


def of_tasks(options: PipelineOptions, hook: MakeHook) -> Defaults:
    """What every task takes that does not say otherwise."""
    count, failed = options.get("retries"), options.get("on_failure")
    timeout, owner = options.get("timeout"), options.get("owner")
    given = {
        "retry": None
        if count is None
        else retry(count, options.get("retry_delay"), options.get("retry_jitter")),
        "timeout": None if timeout is None else seconds(timeout),
        "owner": scalar(owner),
        "hooks": () if failed is None else (hook("failure", failed),),
    }
    return Defaults.model_validate(given)


def of_runs(options: PipelineOptions, hook: MakeHook) -> dict[str, object]:
    """What holds for a run as a whole."""
    count, timeout = options.get("run_retries"), options.get("run_timeout")
    asked: dict[Event, Body | None] = {
        "failure": options.get("on_run_failure"),
        "success": options.get("on_run_success"),
    }
    return {
        "retry": retry(0 if count is None else count, options.get("run_retry_delay")),
        "timeout": None if timeout is None else seconds(timeout),
        "hooks": tuple(hook(event, body) for event, body in asked.items() if body is not None),
        "max_active_runs": scalar(options.get("max_active_runs")),
        "max_active_tasks": scalar(options.get("max_active_tasks")),
    }
