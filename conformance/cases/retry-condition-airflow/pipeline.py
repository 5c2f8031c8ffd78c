from datetime import timedelta

from airflow.sdk import ExceptionRetryPolicy, RetryAction, RetryRule, dag, task


class Busy(Exception):
    """The server has no time."""


NO_MISTAKES = ExceptionRetryPolicy([RetryRule(exception=[KeyError, TypeError], action=RetryAction.FAIL)])


@dag(schedule=None, default_args={"retries": 2, "retry_delay": timedelta(seconds=5)})
def retry_condition_airflow():
    @task(retry_policy=NO_MISTAKES)
    def wrong() -> int:
        raise KeyError("id")

    @task(retry_policy=NO_MISTAKES)
    def broken() -> int:
        raise OSError("no space")

    @task(retry_policy=ExceptionRetryPolicy([RetryRule(exception=Busy)], default=RetryAction.FAIL))
    def busy() -> int:
        raise Busy("no answer")

    @task(retry_policy=ExceptionRetryPolicy([RetryRule(exception=Busy)], default=RetryAction.FAIL))
    def odd() -> int:
        raise ValueError("odd")

    wrong(), broken(), busy(), odd()


retry_condition_airflow()
