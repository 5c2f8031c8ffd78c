# target: prefect
from acme.operators import SparkOperator
from airflow.sdk import DAG

with DAG(dag_id="sparked", schedule=None) as dag:
    count = SparkOperator(task_id="count", application="count.py")
