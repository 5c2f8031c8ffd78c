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


def some_of(*labels: str):
    """Fail a choice that gives something else than these labels, which would run nothing."""

    def decorate(choose):
        @functools.wraps(choose)
        def checked(*args, **kwargs):
            taken = choose(*args, **kwargs)
            unknown = {*([taken] if isinstance(taken, str) else taken or ())} - {
                *labels
            }
            if unknown:
                raise ValueError(f"{unknown} is none of {labels}")
            return taken

        return checked

    return decorate


@task
@some_of("load", "load_all")
def choose():
    return "load_all" if ROOT else ["load", "load_all"]


@task
def load():
    return []


@task
def load_all():
    return []


@flow
def many():
    choose_future = choose.submit()
    taken = chosen(choose_future)
    load_future = (
        submit_if(all_success, [choose_future], lambda: load.submit())
        if taken is None or "load" in taken
        else SKIPPED
    )
    load_all_future = (
        submit_if(all_success, [choose_future], lambda: load_all.submit())
        if taken is None or "load_all" in taken
        else SKIPPED
    )
    return [load_future, load_all_future]


if __name__ == "__main__":
    many()
