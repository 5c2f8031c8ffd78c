"""Files of which some have nothing in them."""

from polydag import Pipeline, Skip, task


@task
def files() -> list[str]:
    return ["a", "b"]


@task
def load(file: str) -> int:
    if not file:
        raise Skip("nothing in it")
    return len(file)


@task
def strict(counts: list[int]) -> int:
    return sum(counts)


@task(trigger_rule="none_failed")
def lenient(counts: list[int]) -> int:
    return sum(counts)


with Pipeline("map_skip") as map_skip:
    counts = load.map(file=files())
    strict(counts)
    lenient(counts)
