"""A notification that cannot be sent."""

from polydag import Pipeline, task


def tell() -> None:
    raise ConnectionError("no network")


@task(on_failure=tell, on_success=tell)
def load() -> int:
    return 1


with Pipeline("hook_that_fails"):
    load()
