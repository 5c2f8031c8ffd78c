from prefect import flow, task
from prefect.cache_policies import NO_CACHE

ROOT = "/data"


@task(cache_policy=NO_CACHE)
def stage(table):
    return [table]


@task
def aggregate():
    return []


@flow
def chain_loop():
    for table in ["orders", "customers"]:
        stage.with_options(name=f"stage_{table}")(table)
    aggregate()


if __name__ == "__main__":
    chain_loop()
