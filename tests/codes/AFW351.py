# target: airflow@2.11
from polydag import Pipeline, group, task


@task
def files() -> list[str]:
    return ["a", "b"]


@task
def copy(file: str) -> str:
    return file


@task(trigger_rule="one_failed")
def note(file: str) -> str:
    return file


with Pipeline("etl") as etl:
    with group("one_file", each={"file": files()}) as one:
        copy(one["file"]) >> note(one["file"])
