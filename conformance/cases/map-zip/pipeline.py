"""Names and sizes that belong together by position."""

from polydag import Pipeline, task


@task
def names() -> list[str]:
    return ["a", "b"]


@task
def sizes() -> list[int]:
    return [1, 2]


@task
def write(name: str, size: int) -> str:
    return name * size


@task
def report(written: list[str]) -> int:
    return len(written)


with Pipeline("map_zip") as map_zip:
    report(write.zip(name=names(), size=sizes()))
