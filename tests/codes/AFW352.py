# target: airflow@2.11
from polydag import Pipeline, task


@task
def files() -> list[str]:
    return ["a", "b"]


@task
def copy(file: str) -> str:
    return file


@task(trigger_rule="all_done")
def report(copied: list[str]) -> int:
    return len(copied)


with Pipeline("etl") as etl:
    report(copy.map(file=files()))
