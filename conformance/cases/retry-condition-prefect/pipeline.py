from prefect import flow, task


def is_temporary(task, task_run, state) -> bool:
    """Only what may pass is worth another attempt."""
    try:
        state.result()
    except TimeoutError:
        return True
    except Exception:
        return False
    return False


@task(retries=2, retry_delay_seconds=5, retry_condition_fn=is_temporary)
def busy() -> int:
    raise TimeoutError("no answer")


@task(retries=2, retry_delay_seconds=5, retry_condition_fn=is_temporary)
def wrong() -> int:
    raise KeyError("id")


@flow
def retry_condition_prefect():
    first = busy.submit()
    second = wrong.submit()
    return [first, second]
