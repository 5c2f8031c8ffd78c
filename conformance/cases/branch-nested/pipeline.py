"""A branch in an arm of another branch, each with its join."""

from polydag import Pipeline, empty, task


@task.branch
def outer() -> str:
    return "short"


@task.branch
def inner() -> str:
    return "full"


@task
def short() -> int:
    return 1


@task
def full() -> int:
    return 2


@task
def partial() -> int:
    return 3


@task(trigger_rule="none_failed_min_one_success")
def inner_join() -> None:
    print("inner")


@task(trigger_rule="none_failed_min_one_success")
def outer_join() -> None:
    print("outer")


with Pipeline("branch_nested"):
    a, b, c = short(), full(), partial()
    chosen = inner()
    outer().choose({"short": a, "long": chosen})
    chosen.choose({"full": b, "partial": c})
    joined = inner_join()
    [b, c] >> joined
    [a, joined] >> outer_join()
