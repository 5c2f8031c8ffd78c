import time
from datetime import timedelta

from airflow.sdk import dag, task


@dag(schedule=None, dagrun_timeout=timedelta(hours=2))
def timeout_airflow():
    @task(execution_timeout=timedelta(seconds=1))
    def blocked() -> int:
        time.sleep(20)
        return 1

    @task(trigger_rule="all_done")
    def report() -> int:
        return 1

    blocked() >> report()


timeout_airflow()
