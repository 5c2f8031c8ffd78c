# target: airflow
from airflow import DAG
from airflow.operators.bash import BashOperator

with DAG("reports", schedule="@daily", default_view="graph"):
    BashOperator(task_id="build", bash_command="make")
