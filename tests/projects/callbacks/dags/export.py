"""Exports the ledger, and tells the channel how it went."""

from datetime import datetime, timedelta

from airflow import DAG
from airflow.operators.python import PythonOperator
from airflow.providers.slack.operators.slack_webhook import SlackWebhookOperator
from airflow.utils.trigger_rule import TriggerRule

from alerts.slack import dag_done, task_failed


def export(day: str) -> str:
    return f"ledger-{day}.csv"


def verify(path: str) -> int:
    if not path.endswith(".csv"):
        raise ValueError(path)
    return len(path)


with DAG(
    "export_ledger",
    start_date=datetime(2024, 1, 1),
    schedule="30 1 * * *",
    catchup=False,
    default_args={
        "owner": "finance",
        "retries": 2,
        "retry_delay": timedelta(minutes=1),
        "on_failure_callback": task_failed,
    },
    on_success_callback=dag_done,
) as dag:
    first = PythonOperator(
        task_id="export", python_callable=export, op_kwargs={"day": "{{ ds }}"}
    )
    second = PythonOperator(
        task_id="verify", python_callable=verify, op_kwargs={"path": first.output}
    )
    alert = SlackWebhookOperator(
        task_id="alert",
        slack_webhook_conn_id="slack",
        message="The ledger of {{ ds }} was not exported",
        trigger_rule=TriggerRule.ONE_FAILED,
    )
    first >> second >> alert
