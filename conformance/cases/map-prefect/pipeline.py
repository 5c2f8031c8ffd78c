from prefect import flow, task, unmapped


@task
def files() -> list[str]:
    return ["a", "b"]


@task
def load(file: str, bucket: str) -> int:
    return len(file + bucket)


@task
def total(counts: list[int]) -> int:
    return sum(counts)


@flow
def map_prefect():
    loaded = load.map(files(), bucket=unmapped("raw"))
    return total.submit(loaded)
