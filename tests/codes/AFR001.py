"""A provider path that exists in no version."""

from airflow.sdk import DAG
from airflow.providers.slack.operators.slack import SlackWebhookOperator

with DAG("alerts"):
    SlackWebhookOperator(task_id="tell", http_conn_id="slack_webhook", message="done")
