"""Regions that are known while the pipeline is written."""

from polydag import Pipeline, task


@task
def publish(region: str) -> str:
    return region


@task
def report(regions: list[str]) -> int:
    return len(regions)


with Pipeline("map_literal") as map_literal:
    report(publish.map(region=["eu", "us"]))
