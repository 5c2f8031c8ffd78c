from datetime import timedelta

from airflow.sdk import ExceptionRetryPolicy, RetryAction, RetryRule, dag, task


@dag(schedule=None)
def retry_condition_airflow():
    @task(
        retries=2,
        retry_delay=timedelta(seconds=5),
        retry_policy=ExceptionRetryPolicy([RetryRule(exception=KeyError, action=RetryAction.FAIL)]),
    )
    def wrong() -> int:
        raise KeyError("id")

    @task(
        retries=2,
        retry_delay=timedelta(seconds=5),
        retry_policy=ExceptionRetryPolicy([RetryRule(exception=KeyError, action=RetryAction.FAIL)]),
    )
    def busy() -> int:
        raise TimeoutError("no answer")

    wrong()
    busy()


retry_condition_airflow()
