from prefect import flow, task
from prefect.cache_policies import NO_CACHE

ROOT = "/data"


@task(cache_policy=NO_CACHE)
def process_region(region):
    return [region]


@flow
def regions():
    process_us_east = process_region.with_options(name="process_us-east").submit(
        "us-east"
    )
    process_us_west = process_region.with_options(name="process_us-west").submit(
        "us-west"
    )
    process_eu_central = process_region.with_options(name="process_eu-central").submit(
        "eu-central"
    )
    return [process_us_east, process_us_west, process_eu_central]


if __name__ == "__main__":
    regions()
