from prefect import flow, task


class Busy(Exception):
    """The server has no time."""


class Closed(Busy):
    """It will not have time either."""


def is_temporary(task, task_run, state) -> bool:
    """Only what may pass is worth another attempt."""
    try:
        state.result()
    except Closed:
        return False
    except (TimeoutError, Busy):
        return True
    except Exception:
        return False
    return False


def is_no_mistake(task, task_run, state) -> bool:
    """A mistake of ours stays one."""
    error = state.result(raise_on_failure=False)
    return not isinstance(error, (KeyError, TypeError))


@task(retries=2, retry_delay_seconds=5, retry_condition_fn=is_temporary)
def busy() -> int:
    raise Busy("no answer")


@task(retries=2, retry_delay_seconds=5, retry_condition_fn=is_temporary)
def closed() -> int:
    raise Closed("gone")


@task(retries=2, retry_delay_seconds=[1, 9], retry_condition_fn=is_no_mistake)
def broken() -> int:
    raise OSError("no space")


@task(retries=2, retry_delay_seconds=[1, 9], retry_condition_fn=is_no_mistake)
def wrong() -> int:
    raise KeyError("id")


@flow
def retry_condition_prefect():
    return [busy.submit(), closed.submit(), broken.submit(), wrong.submit()]
