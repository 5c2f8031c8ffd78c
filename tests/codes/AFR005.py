"""A notifier as a callback."""

from airflow.providers.slack.notifications.slack import send_slack_notification
from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.sdk import DAG

with DAG("etl", on_failure_callback=send_slack_notification(text="{{ run_id }} failed")):
    EmptyOperator(task_id="step")
