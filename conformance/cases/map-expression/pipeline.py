"""What is mapped over is computed from what tasks give."""

from prefect import flow, task


@task
def names() -> list[str]:
    return ["a", "b"]


@task
def count() -> int:
    return 3


@task
def load(name: str) -> str:
    return name


@task
def fetch(number: int) -> int:
    return number


@flow
def map_expression():
    found = names.submit()
    number = count.submit()
    loaded = load.map([f"{name}.csv" for name in found.result() if name != "z"])
    fetched = fetch.map(range(number.result()))
    return loaded, fetched
