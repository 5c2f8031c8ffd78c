from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.sdk import dag, task
from airflow.sdk.exceptions import AirflowFailException


def push_error(context):
    """Keep the error of a task for the handler of its `try`."""
    context["ti"].xcom_push(key="error", value=str(context["exception"]))


@task
def a():
    print('a')


@task(on_failure_callback=push_error)
def b():
    print('b')


@task(on_failure_callback=push_error)
def c():
    print('c')


@task
def d():
    print('d')


@task(trigger_rule="one_failed")
def c_error(ti=None):
    """The error of `b`, `c`; without one it was something before that failed, and the handler does not run."""
    error = next(
        (
            found
            for found in ti.xcom_pull(task_ids=["b", "c"], key="error")
            if found is not None
        ),
        None,
    )
    if error is None:
        raise AirflowFailException("c did not run")
    return error


# polydag AFW211: the handler of `b`, `c` runs behind `c_error`, which hands it the error
@task
def notify(message: str):
    print(message)


@dag
def handled_late():
    a_task = a()
    b_task = b()
    c_task = c()
    c_error_task = c_error()
    notify_task = notify(message="{{ ti.xcom_pull(task_ids='c_error') }}!")
    c_or_handled = EmptyOperator(task_id="c_or_handled", trigger_rule="one_success")
    d_task = d()

    a_task >> b_task >> c_task
    [b_task, c_task] >> c_error_task >> notify_task
    [c_task, notify_task] >> c_or_handled >> d_task


handled_late()
# told: AFW211 the handler of `b`, `c` runs behind `c_error`, which hands it the error
