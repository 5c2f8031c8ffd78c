"""A loop over a variable that makes DAGs."""

from airflow.sdk import DAG, Variable
from airflow.providers.standard.operators.empty import EmptyOperator


def make(name):
    with DAG(f"etl_{name}") as dag:
        EmptyOperator(task_id="start")
    return dag


for name in Variable.get("names", deserialize_json=True):
    globals()[f"etl_{name}"] = make(name)
