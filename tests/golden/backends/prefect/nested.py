import functools

from prefect import flow, task

ROOT = "/data"


def one_of(*labels: str | None):
    """Fail a choice that gives none of these labels, for which an `if` would run nothing."""

    def decorate(choose):
        @functools.wraps(choose)
        def checked(*args, **kwargs):
            taken = choose(*args, **kwargs)
            if taken not in labels:
                raise ValueError(f"{taken!r} is none of {labels}")
            return taken

        return checked

    return decorate


@task
@one_of("inner", "other")
def outer():
    return []


@task
@one_of("x", "y")
def inner():
    return []


@task
def x():
    return []


@task
def y():
    return []


@task
def xy():
    return []


@task
def other():
    return []


@task
def end():
    return []


@flow
def nested():
    taken = outer()
    if taken == "inner":
        taken_inner = inner()
        if taken_inner == "x":
            x()
        else:
            y()
        xy()
    else:
        other()
    end()


if __name__ == "__main__":
    nested()
