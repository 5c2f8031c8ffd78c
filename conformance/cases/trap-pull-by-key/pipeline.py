"""Two tasks push under one key, and a third one names the task that it means."""

from airflow.sdk import DAG, task


@task
def push(ti=None):
    ti.xcom_push(key="count", value=2)


@task
def other(ti=None):
    ti.xcom_push(key="count", value=3)


@task
def named(ti=None):
    return ti.xcom_pull(task_ids="push", key="count")


with DAG(dag_id="trap_pull_by_key", schedule=None):
    push() >> other() >> named()
