from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.sdk import dag, task


@task
def a():
    print('a')


# polydag AFW301: the handler of `a` became the rule one_failed: it also runs when a task before them failed
@task(trigger_rule="one_failed")
def notify(message: str):
    print(message)


@task
def b():
    print('b')


@dag
def handled():
    a_task = a()
    notify_task = notify(message="failed: a failed")
    a_or_handled = EmptyOperator(task_id="a_or_handled", trigger_rule="one_success")
    b_task = b()

    a_task >> notify_task
    [a_task, notify_task] >> a_or_handled >> b_task


handled()
# told: AFW301 the handler of `a` became the rule one_failed: it also runs when a task before them failed
