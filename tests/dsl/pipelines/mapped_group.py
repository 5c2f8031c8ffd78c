"""Each file is copied, then checked; what went wrong with it is noted, and the rest goes on."""

from polydag import Pipeline, group, task


@task
def files() -> list[str]:
    return ["a", "b"]


@task(retries=1)
def copy(file: str) -> str:
    return file


@task
def check(copied: str, file: str) -> str:
    return copied + file


@task(trigger_rule="one_failed")
def note(file: str) -> str:
    return file


@task(trigger_rule="all_done")
def report(checked: list[str]) -> int:
    return len(checked)


with Pipeline("map_group_dsl") as map_group_dsl:
    with group("one_file", "Copy and check a file", each={"file": files()}) as one:
        copied = copy(one["file"])
        checked = check(copied, one["file"])
        copied >> note(one["file"])
    report(checked)
