from prefect import flow, task

ROOT = "/data"


@task
def outer():
    return []


@task
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
        elif taken_inner == "y":
            y()
        else:
            raise ValueError(
                f"inner returned {taken_inner!r}, which is none of its branches"
            )
        xy()
    elif taken == "other":
        other()
    else:
        raise ValueError(f"outer returned {taken!r}, which is none of its branches")
    end()


if __name__ == "__main__":
    nested()
