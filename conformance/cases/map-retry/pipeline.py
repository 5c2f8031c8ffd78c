"""Uploads that are each tried again by themselves."""

from polydag import Pipeline, task


@task
def files() -> list[str]:
    return ["a", "b"]


@task(retries=2, retry_delay=[5, 15])
def upload(file: str) -> int:
    return len(file)


@task
def total(sizes: list[int]) -> int:
    return sum(sizes)


with Pipeline("map_retry") as map_retry:
    total(upload.map(file=files()))
