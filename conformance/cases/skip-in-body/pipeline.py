"""Two tasks that may have nothing to do, one that needs the first, and a join."""

from polydag import Pipeline, Skip, task


@task
def maybe() -> int:
    if not __debug__:
        raise Skip("nothing to do")
    return 1


@task
def perhaps() -> int:
    if not __debug__:
        raise Skip("nothing to do")
    return 2


@task
def below() -> int:
    return 3


@task(trigger_rule="none_failed_min_one_success")
def join() -> None:
    print("joined")


with Pipeline("skip_in_body"):
    a, b = maybe(), perhaps()
    a >> below()
    [a, b] >> join()
