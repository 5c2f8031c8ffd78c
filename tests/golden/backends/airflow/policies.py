from datetime import timedelta

from airflow.sdk import (
    ExceptionRetryPolicy,
    RetryAction,
    RetryDecision,
    RetryPolicy,
    RetryRule,
    dag,
    task,
)


def post(text):
    print(text)


class RetryDelays(RetryPolicy):
    """Wait the listed seconds between attempts; the last one repeats."""

    def __init__(self, *seconds: float):
        self.seconds = seconds

    def evaluate(self, exception, try_number, max_tries, context=None):
        seconds = self.seconds[min(try_number, len(self.seconds)) - 1]
        return RetryDecision.retry(timedelta(seconds=seconds))


def alert(context):
    post(context["ti"].task_id)


@task(retries=3, retry_delay=timedelta(0))
def a():
    print('a')


@task(
    retries=3,
    retry_delay=timedelta(minutes=1),
    retry_exponential_backoff=True,
    max_retry_delay=timedelta(minutes=10),
)
def b():
    print('b')


@task(retries=3, retry_policy=RetryDelays(10, 30, 70))
def c():
    print('c')


# polydag AFW103: the jitter of the retries of `d` (full) was dropped: the delays are the plain ones
@task(retries=2, retry_policy=RetryDelays(5, 10))
def d():
    print('d')


@task(
    retries=2,
    retry_delay=timedelta(seconds=30),
    retry_policy=ExceptionRetryPolicy(
        [RetryRule(exception=KeyError, action=RetryAction.FAIL)]
    ),
)
def e():
    print('e')


# polydag AFW101: the cache of `f` (by inputs and code, for 3600 s) was dropped: Airflow runs the task every time
# polydag AFW102: the tags of `f` were dropped: Airflow tags DAGs, not tasks (db)
@task(
    execution_timeout=timedelta(minutes=1, seconds=30),
    on_failure_callback=alert,
    pool="db",
)
def f():
    print('f')


@dag
def policies():
    a()
    b()
    c()
    d()
    e()
    f()


policies()
# told: AFW103 the jitter of the retries of `d` (full) was dropped: the delays are the plain ones
# told: AFW101 the cache of `f` (by inputs and code, for 3600 s) was dropped: Airflow runs the task every time
# told: AFW102 the tags of `f` were dropped: Airflow tags DAGs, not tasks (db)
