# target: prefect
from airflow.sdk import DAG
from airflow.providers.standard.operators.hitl import ApprovalOperator

with DAG("etl"):
    ApprovalOperator(task_id="step", subject="Go on?", assigned_users={"id": "1", "name": "Ada"})
