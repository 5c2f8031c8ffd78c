from datetime import timedelta

from airflow.exceptions import AirflowException, AirflowFailException
from airflow.sdk import dag, task


@dag(schedule=None, default_args={"retries": 2, "retry_delay": timedelta(seconds=5)})
def retry_give_up_airflow():
    @task
    def refused() -> int:
        raise AirflowFailException("the account is closed")

    @task
    def busy() -> int:
        raise AirflowException("no answer")

    @task
    def report(a: int, b: int) -> int:
        return a + b

    report(refused(), busy())


retry_give_up_airflow()
