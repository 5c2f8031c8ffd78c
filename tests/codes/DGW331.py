# target: dagster
from airflow.sdk import DAG
from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator

with DAG("etl", schedule=None):
    TriggerDagRunOperator.partial(task_id="start", trigger_dag_id="elsewhere").expand(
        conf=[{"day": 1}, {"day": 2}]
    )
