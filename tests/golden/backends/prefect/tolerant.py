import functools

from prefect import flow, task
from prefect.futures import PrefectFuture
from prefect.states import Completed, Failed, State

ROOT = "/data"


SKIPPED = Completed(name="Skipped")


UPSTREAM_FAILED = Failed(name="UpstreamFailed")


def outcome(run) -> str:
    """How a run ended, once it is done."""
    if isinstance(run, PrefectFuture):
        run.wait()
        run = run.state
    if run.is_completed():
        return "skipped" if run.name == "Skipped" else "success"
    stopped = run.is_pending() or run.name == "UpstreamFailed"
    return "upstream_failed" if stopped else "failed"


def outcomes(run) -> set[str]:
    """How a run ended, or every instance of a mapped one."""
    runs = run if isinstance(run, list) else [run]
    return {outcome(one) for one in runs} or {"skipped"}


def output(run):
    """What a run gave: None where it did not succeed."""
    if isinstance(run, list):
        return [one.result() for one in run if outcome(one) == "success"]
    return run.result() if outcome(run) == "success" else None


def submit_if(rule, above, submit):
    """Submit a task when the runs above it ended as its trigger rule wants."""
    refusal = rule(set().union(*map(outcomes, above))) if above else None
    return submit() if refusal is None else refusal


def all_success(above: set[str]) -> State | None:
    """Run when everything above succeeded."""
    if above & {"failed", "upstream_failed"}:
        return UPSTREAM_FAILED
    return SKIPPED if "skipped" in above else None


def none_failed_min_one_success(above: set[str]) -> State | None:
    """Run when nothing above failed and something succeeded."""
    if above & {"failed", "upstream_failed"}:
        return UPSTREAM_FAILED
    return None if "success" in above else SKIPPED


def one_failed(above: set[str]) -> State | None:
    """Run when something above failed."""
    return None if above & {"failed", "upstream_failed"} else SKIPPED


def all_done(above: set[str]) -> State | None:
    """Run whatever happened above."""
    return None


def one_of(*labels: str | None):
    """Fail a choice that gives none of these labels, for which an `if` would run nothing."""

    def decorate(choose):
        @functools.wraps(choose)
        def checked(*args, **kwargs):
            taken = choose(*args, **kwargs)
            if taken not in labels:
                raise ValueError(f"{taken!r} is none of {labels}")
            return taken

        return checked

    return decorate


@task
@one_of("a", "b")
def choose():
    return []


@task
def a():
    return []


@task
def b():
    return []


# polydag PFW203: the trigger rule none_failed_min_one_success of `join` is evaluated by the flow
@task
def join(left):
    return [left]


# polydag PFW203: the trigger rule all_done of `cleanup` is evaluated by the flow
@task
def cleanup():
    return []


# polydag PFW203: the trigger rule one_failed of `alert` is evaluated by the flow
@task
def alert():
    return []


@task
def after_alert():
    return []


@flow
def tolerant():
    choose_future = choose.submit()
    taken = output(choose_future)
    left = (
        submit_if(all_success, [choose_future], lambda: a.submit())
        if taken in ["a", None]
        else SKIPPED
    )
    b_future = (
        submit_if(all_success, [choose_future], lambda: b.submit())
        if taken in ["b", None]
        else SKIPPED
    )
    join_future = submit_if(
        none_failed_min_one_success, [left, b_future], lambda: join.submit(output(left))
    )
    cleanup_future = submit_if(all_done, [join_future], lambda: cleanup.submit())
    alert_future = submit_if(one_failed, [join_future], lambda: alert.submit())
    after_alert_future = submit_if(
        all_success, [alert_future], lambda: after_alert.submit()
    )
    return [cleanup_future, after_alert_future]


if __name__ == "__main__":
    tolerant()
