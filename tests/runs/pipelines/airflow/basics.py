from datetime import timedelta

from airflow.exceptions import AirflowSkipException
from airflow.sdk import TaskGroup, dag, task
from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.providers.standard.operators.python import BranchPythonOperator, PythonOperator


@dag(schedule=None, default_args={"retries": 1, "retry_delay": timedelta(seconds=30)})
def linear():
    @task
    def extract(source: str = "api") -> list[int]:
        return [1, 2]

    @task
    def transform(rows, ds=None):
        return len(rows)

    load = BashOperator(task_id="load", bash_command="echo {{ ti.xcom_pull(task_ids='transform') }}")
    transform(extract()) >> load


@dag(schedule=None)
def branching():
    choose = BranchPythonOperator(task_id="choose", python_callable=lambda: "left")
    left, right = EmptyOperator(task_id="left"), EmptyOperator(task_id="right")
    join = EmptyOperator(task_id="join", trigger_rule="none_failed_min_one_success")
    choose >> [left, right] >> join


@dag(schedule=None)
def mapped():
    @task
    def numbers():
        return [1, 2, 3]

    @task
    def double(n: int):
        return 2 * n

    @task
    def total(values):
        return sum(values)

    total(double.expand(n=numbers()))


def _count(ti, **context):
    ti.xcom_push(key="row_count", value=3)
    return [1, 2, 3]


def _use(ti):
    return ti.xcom_pull(task_ids="count", key="row_count")


@dag(schedule=None)
def pushes():
    count = PythonOperator(task_id="count", python_callable=_count)
    use = PythonOperator(task_id="use", python_callable=_use)
    count >> use


@dag(schedule=None)
def crashing():
    @task
    def before():
        return 1

    @task
    def crash(x):
        import os

        os._exit(7)

    @task
    def after(x):
        return x

    after(crash(before()))


@dag(schedule=None)
def hanging():
    @task
    def hang():
        import time

        time.sleep(600)

    hang()


@dag(schedule=None)
def skipping():
    @task
    def skip():
        raise AirflowSkipException("nothing to do")

    @task
    def below(x):
        return x

    below(skip())


linear(), branching(), mapped(), pushes(), crashing(), hanging(), skipping()


@dag(schedule=None)
def timing_out():
    @task(execution_timeout=timedelta(seconds=1))
    def slow():
        import time

        time.sleep(30)
        return 1

    @task
    def after(x):
        return x

    after(slow())


def author(rows):
    raise RuntimeError("the author's body ran")


@dag(schedule=None)
def helped():
    @task
    def glued():
        return f"glue around {author([1])}"

    glued()


def ring(context):
    import os

    os._exit(9)


@dag(schedule=None, on_failure_callback=ring)
def calling_back():
    @task(on_failure_callback=ring)
    def alarmed():
        return 1

    alarmed()


@dag(schedule=None, params={"region": "emea"})
def grouped():
    @task
    def make():
        return "cluster"

    @task
    def inner(region):
        return region

    @task
    def clean():
        return None

    made = make().as_setup()
    with TaskGroup("group"):
        work = inner("{{ params.region }}")
    made >> work >> clean().as_teardown(setups=made)


timing_out(), helped(), calling_back(), grouped()
