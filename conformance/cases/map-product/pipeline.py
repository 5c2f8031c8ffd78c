"""Every region with every day."""

from polydag import Pipeline, task


@task
def regions() -> list[str]:
    return ["eu", "us"]


@task
def days() -> list[int]:
    return [1, 2]


@task
def load(region: str, day: int) -> str:
    return region * day


@task
def report(loaded: list[str]) -> int:
    return len(loaded)


with Pipeline("map_product") as map_product:
    report(load.map(region=regions(), day=days()))
