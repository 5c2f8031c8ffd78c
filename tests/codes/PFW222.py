# target: prefect
from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG, Asset

with DAG(dag_id="waiting", schedule=[Asset("s3://shop/orders")]) as dag:
    load = BashOperator(task_id="load", bash_command="./load.sh")
