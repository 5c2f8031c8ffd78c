"""Two groups in a group, a check of both, a report after all."""

from polydag import Pipeline, group, task


@task
def start() -> int:
    return 0


@task
def read() -> int:
    return 1


@task
def write(rows: int) -> int:
    return rows


@task
def check() -> int:
    return 2


@task
def report() -> None:
    print("done")


with Pipeline("group_nested"):
    began = start()
    with group("load"):
        with group("eu"):
            eu = read()
            eu_written = write(eu)
        with group("us"):
            us = read()
            us_written = write(us)
        checked = check()
        [eu_written, us_written] >> checked
    began >> [eu, us]
    checked >> report()
