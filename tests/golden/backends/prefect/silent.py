import functools
import json

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


def chosen(run):
    """The labels that a choice took: None where it did not succeed."""
    if outcome(run) != "success":
        return None
    taken = run.result()
    return [taken] if isinstance(taken, str) else list(taken or ())


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
@one_of("full", "delta", None)
def choose():
    if ROOT:
        return "full"
    if json:
        return "delta"
    return None


@task
def full():
    return []


@task
def delta():
    return []


# polydag PFW203: the trigger rule none_failed_min_one_success of `join` is evaluated by the flow
@task
def join():
    return []


@flow
def silent():
    choose_future = choose.submit()
    taken = chosen(choose_future)
    full_future = (
        submit_if(all_success, [choose_future], lambda: full.submit())
        if taken is None or "full" in taken
        else SKIPPED
    )
    delta_future = (
        submit_if(all_success, [choose_future], lambda: delta.submit())
        if taken is None or "delta" in taken
        else SKIPPED
    )
    join_future = submit_if(
        none_failed_min_one_success, [full_future, delta_future], lambda: join.submit()
    )
    return [join_future]


if __name__ == "__main__":
    silent()
