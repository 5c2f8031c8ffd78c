"""Three tasks whose results are kept, one of them for a moment only."""

from polydag import Pipeline, by_inputs, task


@task(cache=by_inputs(3600))
def price(country: str) -> int:
    return len(country)


@task(cache=by_inputs(0.001))
def stale(country: str) -> int:
    return len(country)


@task(cache=by_inputs())
def total(a: int, b: int) -> int:
    return a + b


with Pipeline("cache_dsl") as cache_dsl:
    total(price("de"), stale("de"))
