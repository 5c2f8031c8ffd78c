"""Two tasks side by side, and what the flow returns of them."""

from prefect import flow, task


@task(name="first")
def first_task():
    return 1


@task(name="second")
def second_task():
    return 2


@flow
def returns_dict_of_results():
    first = first_task.submit()
    second = second_task.submit()
    return {"first": first.result(), "second": second.result()}
