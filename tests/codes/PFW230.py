# target: prefect
from airflow.sdk import DAG
from airflow.providers.standard.operators.latest_only import LatestOnlyOperator
from airflow.providers.standard.operators.python import PythonOperator


def work():
    return 1


with DAG("report", schedule="0 6 * * 1-5"):
    LatestOnlyOperator(task_id="latest") >> PythonOperator(task_id="mail", python_callable=work)
