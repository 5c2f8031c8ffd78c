"""Flows whose bodies are programs: what the reader makes of each must be what Prefect does."""

from prefect import flow, task, unmapped


@task
def rows() -> list[int]:
    return [1, 2]


@task(retries=1)
def one(x=0) -> int:
    return x


@task
def two(x, y=2) -> int:
    return y


@task
def done() -> None:
    pass


@flow
def early():
    x = one()
    if x > 3:
        return
    two(x)
    done()


@flow
def guarded():
    x = one()
    if x < 0:
        raise ValueError(f"negative {x}")
    two(x)


@flow
def submitted():
    f = one.submit()
    g = two.submit(f)
    done()
    g.result()
    one(1)


@flow
def forgotten():
    f = one.submit()
    done.submit(wait_for=[f])
    two(3)


@flow
def returned():
    f = one.submit()
    return [f, two.submit(f)]


@flow
def mapped():
    xs = two.map(rows(), y=unmapped(7)).result()
    one(xs)


@flow
def handled():
    x = one()
    try:
        two(x)
    except Exception:
        done()
    two(x, 5)


@flow
def reraised():
    try:
        two(1)
    except Exception:
        done()
        raise
    one()


@flow
def finished():
    x = one()
    try:
        two(x)
    finally:
        done()
    rows()


@flow
def inner(x):
    y = one(x)
    return two(y)


@flow
def outer():
    total = 0
    for name in ["a", "b"]:
        total += inner(name)
    done()
    return total
