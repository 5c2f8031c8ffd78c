from prefect import flow, task, unmapped
from prefect.cache_policies import NO_CACHE

ROOT = "/data"


@task
def list_cities():
    return []


# polydag PFW206: without an element `load` and what is below it are not run
@task(cache_policy=NO_CACHE)
def load(city, scale):
    return [city, scale]


@task
def total(counts):
    return [counts]


@flow
def mapping(scale: int = 2):
    list_cities_result = list_cities()
    if not list_cities_result:
        return None
    counts = load.map(list_cities_result, unmapped(scale))
    total([one.result() for one in counts])


if __name__ == "__main__":
    mapping()
