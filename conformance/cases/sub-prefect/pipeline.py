from prefect import flow, task


@task
def fetch(name: str) -> list[int]:
    return [1, 2]


@task(retries=1, retry_delay_seconds=5)
def clean(rows: list[int]) -> list[int]:
    return rows


@task
def publish(total: int) -> int:
    return total


@task
def count(left: list[int], right: list[int]) -> int:
    return len(left + right)


@flow
def prepare(name: str):
    return clean(fetch(name))


@flow
def sub_prefect():
    left = prepare("eu")
    right = prepare("us")
    return publish(count(left, right))
