from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.sdk import dag, task
from airflow.sdk.exceptions import AirflowFailException


def push_error(context):
    """Keep the error of a task for the handler of its `try`."""
    context["ti"].xcom_push(key="error", value=str(context["exception"]))


@task(on_failure_callback=push_error)
def a():
    print('a')


@task(trigger_rule="one_failed")
def a_error(ti=None):
    """The error of `a`; without one it was something before that failed, and the handler does not run."""
    error = ti.xcom_pull(task_ids="a", key="error")
    if error is None:
        raise AirflowFailException("a did not run")
    return error


# polydag AFW211: the handler of `a` runs behind `a_error`, which hands it the error
@task
def notify(message: str):
    print(message)


@task
def b():
    print('b')


@dag
def handled():
    a_task = a()
    a_error_task = a_error()
    notify_task = notify(message="failed: {{ ti.xcom_pull(task_ids='a_error') }}")
    a_or_handled = EmptyOperator(task_id="a_or_handled", trigger_rule="one_success")
    b_task = b()

    a_task >> a_error_task >> notify_task
    [a_task, notify_task] >> a_or_handled >> b_task


handled()
# told: AFW211 the handler of `a` runs behind `a_error`, which hands it the error
