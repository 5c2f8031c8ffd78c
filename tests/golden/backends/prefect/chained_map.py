from prefect import flow, task
from prefect.cache_policies import NO_CACHE

ROOT = "/data"


@task
def cities():
    return []


@task(cache_policy=NO_CACHE)
def fetch(city):
    return [city]


@task(cache_policy=NO_CACHE)
def clean(reading):
    return [reading]


@task
def total(readings):
    return [readings]


@flow
def chained():
    cities_result = cities()
    fetch_future = fetch.map(cities_result)
    readings = clean.map([one.result() for one in fetch_future])
    total([one.result() for one in readings])


if __name__ == "__main__":
    chained()
