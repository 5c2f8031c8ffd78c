# target: dagster
from airflow.sdk import DAG
from airflow.providers.standard.operators.hitl import HITLOperator

with DAG("etl"):
    HITLOperator(task_id="step", subject="Go on?", options=["yes", "no"])
