from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.futures import wait

REGIONS = ["us-east", "eu"]


@task
def prepare():
    return []


@task(cache_policy=NO_CACHE)
def extract_region(region):
    return [region]


@task(cache_policy=NO_CACHE)
def load_region(rows, region):
    return [rows, region]


@task
def total(counts):
    return [counts]


@flow
def family():
    prepare()
    counts = []
    for region in REGIONS:
        rows = extract_region.with_options(name=f"extract_{region}").submit(region)
        load_region_future = load_region.with_options(name=f"load_{region}").submit(
            rows, region
        )
        counts.append(load_region_future)
    try:
        total([one.result() for one in counts])
    finally:
        wait(counts)


if __name__ == "__main__":
    family()
