# target: prefect
from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

with DAG(dag_id="skipped", schedule=None) as dag:
    load = BashOperator(task_id="load", bash_command="./load.sh 99")
