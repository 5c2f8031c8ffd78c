from airflow import DAG
from airflow.operators.python import PythonOperator
# Airflow: Email/Slack on failure
from airflow.providers.slack.operators.slack_webhook import SlackWebhookOperator


def run():
    """Stands in for what the pipeline does."""
    return 1


with DAG(dag_id='monitored', schedule=None) as dag:
    work = PythonOperator(task_id='work', python_callable=run)

    notify_failure = SlackWebhookOperator(
        task_id='notify_failure',
        slack_webhook_conn_id='slack_webhook',
        message='Pipeline failed!',
        trigger_rule='one_failed'
    )
