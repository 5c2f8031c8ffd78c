"""What was set up is taken down, whatever became of the work."""

from polydag import Pipeline, task


@task.door
def enough() -> bool:
    return True


@task.setup
def open_() -> str:
    return "handle"


@task
def use() -> int:
    return 1


@task
def more() -> int:
    return 2


@task.teardown
def close() -> None:
    print("closed")


with Pipeline("setup_teardown"):
    opened, closed = open_(), close()
    enough() >> opened >> use() >> more() >> closed
    opened >> closed
