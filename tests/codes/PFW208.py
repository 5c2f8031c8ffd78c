# target: prefect
from airflow.providers.slack.operators.slack_webhook import SlackWebhookOperator
from airflow.sdk import DAG

with DAG(dag_id="told", schedule=None) as dag:
    tell = SlackWebhookOperator(task_id="tell", slack_webhook_conn_id="slack", message="done")
