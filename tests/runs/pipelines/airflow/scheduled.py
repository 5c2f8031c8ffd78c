import os
import signal
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.providers.standard.operators.python import BranchPythonOperator, PythonOperator
from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.providers.standard.sensors.date_time import DateTimeSensorAsync
from airflow.providers.standard.sensors.python import PythonSensor
from airflow.sdk import dag, task


@dag(schedule=None, dagrun_timeout=timedelta(seconds=8), on_failure_callback=lambda _: None)
def overdue():
    @task
    def slow():
        time.sleep(50)

    @task
    def after():
        return 1

    slow() >> after()


@dag(schedule=None)
def pooled():
    for name in ("one", "two", "three"):
        PythonOperator(task_id=name, python_callable=lambda: 1, pool="single")


OVERTAKEN = Path.home() / "overtaken"
OVERTAKEN.unlink(missing_ok=True)


@dag(schedule=None)
def beside():
    @task
    def fast():
        return 1

    @task
    def slow():
        while not OVERTAKEN.exists():
            time.sleep(0.1)

    @task
    def below():
        OVERTAKEN.touch()

    fast() >> below()
    slow()


@dag(schedule=None)
def dying():
    @task
    def exits():
        os._exit(7)

    @task
    def exits_well():
        os._exit(0)

    @task
    def killed():
        os.kill(os.getpid(), signal.SIGKILL)

    @task(retries=1)
    def dies_once(ti=None):
        if ti.try_number == 1:
            os._exit(7)
        return "alive"

    @task(trigger_rule="all_done")
    def after():
        return 1

    [exits(), exits_well(), killed(), dies_once()] >> after()


SINCE = time.monotonic()


@dag(schedule=None)
def waiting():
    later = PythonSensor(
        task_id="later",
        mode="reschedule",
        poke_interval=0.5,
        python_callable=lambda: time.monotonic() - SINCE > 1,
    )
    deferred = DateTimeSensorAsync(
        task_id="deferred", target_time=datetime(2026, 1, 1, tzinfo=timezone.utc)
    )
    [later, deferred] >> EmptyOperator(task_id="done")


@dag(schedule=None, params={"city": "Lima"})
def parent():
    start = TriggerDagRunOperator(
        task_id="start",
        trigger_dag_id="child",
        conf={"city": "{{ params.city }}"},
        wait_for_completion=True,
        poke_interval=60,
    )

    @task
    def after():
        return 1

    start >> after()


@dag(schedule=None)
def child():
    @task
    def greet(params=None):
        return f"hello {params['city']}"

    choose = BranchPythonOperator(task_id="choose", python_callable=lambda: "right")
    greet() >> choose >> [EmptyOperator(task_id="left"), EmptyOperator(task_id="right")]


@dag(schedule=None)
def calling_elsewhere():
    TriggerDagRunOperator(task_id="start", trigger_dag_id="of_another_file")


@dag(schedule="@daily", start_date=datetime(2020, 1, 1), catchup=True, max_active_runs=1)
def daily():
    @task
    def load(ds=None):
        return ds

    load()


@dag(schedule="@daily", start_date=datetime(2020, 1, 1), catchup=False)
def latest():
    @task
    def load(ds=None):
        return ds

    load()


RULES = (
    "all_success",
    "all_failed",
    "all_done",
    "all_skipped",
    "all_done_min_one_success",
    "always",
    "one_success",
    "one_failed",
    "one_done",
    "none_failed",
    "none_failed_min_one_success",
    "none_skipped",
)


@dag(schedule=None)
def ruled():
    @task
    def one():
        return 1

    @task
    def two():
        return 1

    both = [one(), two()]
    for rule in RULES:
        both >> EmptyOperator(task_id=rule, trigger_rule=rule)


@dag(schedule=None)
def many():
    @task
    def numbers():
        return list(range(12))

    @task
    def write(number):
        return "x" * 5000

    write.expand(number=numbers())


@dag(schedule=None)
def hanging():
    @task
    def hang():
        (Path.home() / "hanging").write_text(str(os.getpid()))
        time.sleep(600)

    hang()


@dag(schedule=None)
def remaining():
    @task
    def remains():
        process = int((Path.home() / "hanging").read_text())
        for _ in range(100):
            try:
                os.kill(process, 0)
            except ProcessLookupError:
                return "nothing"
            time.sleep(0.1)
        return "a task"

    remains()


overdue(), pooled(), beside(), dying(), waiting(), parent(), child(), calling_elsewhere()
daily(), latest(), ruled(), many(), hanging(), remaining()
