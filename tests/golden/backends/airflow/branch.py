from datetime import datetime

from airflow.providers.slack.operators.slack_webhook import SlackWebhookOperator
from airflow.providers.standard.operators.python import (
    BranchPythonOperator,
    PythonOperator,
)
from airflow.sdk import DAG


def choose_load(**context):
    return "full"


def full():
    pass


def delta():
    pass


def report():
    pass


default_args = {
    "owner": "data",
    "retries": 2,
    "email": ["team@company.com"],
    "email_on_retry": False,
}

with DAG(
    dag_id="orders",
    description="Orders",
    start_date=datetime(2024, 1, 1),
    default_args=default_args,
) as dag:
    choose_load_task = BranchPythonOperator(
        task_id="choose_load", python_callable=choose_load
    )
    full_task = PythonOperator(task_id="full", python_callable=full)
    delta_task = PythonOperator(task_id="delta", python_callable=delta)
    report_task = PythonOperator(
        task_id="report",
        python_callable=report,
        trigger_rule="none_failed_min_one_success",
    )
    notify = SlackWebhookOperator(
        task_id="notify",
        slack_webhook_conn_id="slack_webhook",
        message="Pipeline failed!",
        trigger_rule="one_failed",
    )

    choose_load_task >> [full_task, delta_task] >> report_task
    [choose_load_task, full_task, delta_task] >> notify
# told: IR006 `catchup=True` of `orders` is left out: no clock starts its runs, so that it changes none
