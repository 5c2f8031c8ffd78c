from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.sdk import dag, task
from airflow.sdk.exceptions import AirflowFailException


@task
def a():
    print('a')


@task
def b():
    print('b')


# polydag AFW203: `watch_failures` was added to `unseen`: it fails the run when one of `a` failed
@task(trigger_rule="one_failed")
def watch_failures():
    """Fail the run: one of the tasks above failed."""
    raise AirflowFailException("a task failed")


@dag
def unseen():
    a_task = a()
    b_task = b()
    # polydag AFW204: `ignore_failures` was added below `b`: their failure does not fail the run
    ignore_failures = EmptyOperator(task_id="ignore_failures", trigger_rule="all_done")
    watch_failures_task = watch_failures()

    a_task >> [b_task, watch_failures_task]
    b_task >> ignore_failures


unseen()
# told: AFW204 `ignore_failures` was added below `b`: their failure does not fail the run
# told: AFW203 `watch_failures` was added to `unseen`: it fails the run when one of `a` failed
