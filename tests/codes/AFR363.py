"""A question to a person, of which only a run knows for whom it is."""

from airflow.sdk import DAG, Variable
from airflow.providers.standard.operators.hitl import HITLOperator

with DAG("etl"):
    HITLOperator(
        task_id="step",
        subject="Go on?",
        options=["yes", "no"],
        assigned_users=Variable.get("people", deserialize_json=True),
    )
