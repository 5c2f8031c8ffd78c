# target: dagster
from airflow.sdk import DAG
from airflow.providers.slack.operators.slack_webhook import SlackWebhookOperator

with DAG("etl", schedule=None):
    SlackWebhookOperator(task_id="tell", slack_webhook_conn_id="slack", message="done")
