"""Files that are loaded one by one, and counted together."""

from polydag import Pipeline, task


@task
def files() -> list[str]:
    return ["a", "b", "c"]


@task
def load(file: str, bucket: str) -> int:
    return len(file + bucket)


@task
def total(counts: list[int]) -> int:
    return sum(counts)


with Pipeline("map_list") as map_list:
    total(load.partial(bucket="raw").map(file=files()))
