import os

from airflow.providers.standard.operators.python import PythonOperator
from airflow.sdk import DAG, Variable, task

REGIONS = Variable.get("loop_over_assumed_regions", default=[], deserialize_json=True)
SHARDS = int(os.environ.get("LOOP_OVER_ASSUMED_SHARDS", "1"))


def load(region: str) -> str:
    return f"{region} in {Variable.get('loop_over_assumed_unit')}"


@task
def weigh(shard: int) -> int:
    return shard * 10


@task
def total(amounts: list[int]) -> int:
    return sum(amounts)


with DAG("loop_over_assumed", schedule=None):
    loads = [
        PythonOperator(task_id=f"load_{region}", python_callable=load, op_args=[region])
        for region in REGIONS
    ]
    shards = [weigh.override(task_id=f"shard_{shard}")(shard) for shard in range(SHARDS)]
    loads >> total(shards)
