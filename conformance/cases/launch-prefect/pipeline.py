"""Tasks of a Prefect flow start others: one by a call, whose failure is theirs, one by its deployment, without waiting."""

from prefect import flow, task
from prefect.deployments import run_deployment


@task
def load(city: str) -> str:
    return city


@flow
def refresh(city: str = "Oslo"):
    load(city)


@task
def count() -> int:
    return 3


@task
def refresh_now(city: str):
    """Refresh, and fail with it."""
    refresh(city=city)


@task
def refresh_some_time(count: int):
    run_deployment(
        "refresh/refresh", parameters={"city": f"city {count}"}, timeout=0, as_subflow=False
    )


@task
def finish():
    return None


@flow
def launch_prefect(city: str = "Lima"):
    counted = count()
    refresh_now(city)
    refresh_some_time(counted)
    finish()
