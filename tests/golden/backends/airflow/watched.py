from airflow.sdk import dag, task
from airflow.sdk.exceptions import AirflowFailException


@task
def a():
    print('a')


@task
def b():
    print('b')


@task(trigger_rule="all_done")
def c():
    print('c')


# polydag AFW203: `watch_failures` was added to `tolerant`: it fails the run when one of `a`, `b` failed
@task(trigger_rule="one_failed")
def watch_failures():
    """Fail the run: one of the tasks above failed."""
    raise AirflowFailException("a task failed")


@dag
def tolerant():
    a_task = a()
    b_task = b()
    c_task = c()
    watch_failures_task = watch_failures()

    a_task >> b_task >> c_task
    [a_task, b_task] >> watch_failures_task


tolerant()
# told: AFW203 `watch_failures` was added to `tolerant`: it fails the run when one of `a`, `b` failed
