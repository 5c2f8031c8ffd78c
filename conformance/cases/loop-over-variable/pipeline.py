import json

from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.providers.standard.operators.python import PythonOperator
from airflow.sdk import DAG, Variable, task

REGIONS = json.loads(Variable.get("regions", default='["eu-1", "us"]'))


def load(region: str) -> str:
    return f"rows of {region}"


def clean(table: str) -> str:
    return table.upper()


@task
def weigh(amount: int) -> int:
    return amount * 10


@task
def total(amounts: list[int]) -> int:
    return sum(amounts)


with DAG("loop_over_variable", schedule=None):
    start = EmptyOperator(task_id="start")
    end = EmptyOperator(task_id="end")
    for region in REGIONS:
        loaded = PythonOperator(
            task_id=f"load_{region}", python_callable=load, op_kwargs={"region": region}
        )
        for kind in ("raw", "neat"):
            cleaned = PythonOperator(
                task_id="{}_{}".format(kind, region),
                python_callable=clean,
                op_args=[f"{kind} {region}"],
            )
            start >> loaded >> cleaned >> end
    weights = [
        weigh.override(task_id=f"weigh_{amount}")(amount)
        for amount in Variable.get("amounts", default=[1, 2, 3])
    ]
    total(weights)
