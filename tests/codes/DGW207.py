# target: dagster
from airflow.sdk import DAG, Variable
from airflow.providers.standard.operators.python import PythonOperator


def choose(**context):
    return int(Variable.get("threshold", default=1000))


with DAG("etl", schedule=None):
    PythonOperator(task_id="choose", python_callable=choose)
