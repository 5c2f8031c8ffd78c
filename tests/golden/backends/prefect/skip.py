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


@task
def extract():
    return []


@task
def maybe(rows):
    if not rows:
        return Completed(name="Skipped", message='none')
    return rows


@task
def load(rows):
    return [rows]


@flow
def skipping():
    rows = extract.submit()
    maybe_future = maybe.submit(rows)
    load_future = submit_if(
        all_success, [maybe_future], lambda: load.submit(output(maybe_future))
    )
    return [load_future]


if __name__ == "__main__":
    skipping()
