"""The same task given the same twice in one run: both are run, whatever an engine could keep."""

from polydag import Pipeline, task


@task
def price(country: str) -> int:
    return len(country)


@task
def total(a: int, b: int) -> int:
    return a + b


with Pipeline("cache_twice") as cache_twice:
    first = price("de")
    second = price("de")
    total(first, second)
