"""A gate above two last tasks, one of which runs whatever happened."""

from polydag import Pipeline, task


@task.gate
def enough() -> bool:
    return True


@task
def work() -> int:
    return 1


@task
def publish() -> None:
    print("published")


@task(trigger_rule="all_done")
def tidy() -> None:
    print("tidy")


with Pipeline("state_skipped_leaves"):
    worked = work()
    enough() >> worked >> [publish(), tidy()]
