from airflow.providers.standard.operators.python import PythonOperator
from airflow.sdk import DAG, Variable, task

REGIONS = Variable.get("loop_over_nothing_regions", default=["x"], deserialize_json=True)


def load(region: str) -> str:
    return region


def tell() -> str:
    return "told"


@task(trigger_rule="none_failed_min_one_success")
def total(rows: list[str]) -> str:
    return ",".join(rows)


with DAG("loop_over_nothing", schedule=None):
    start = PythonOperator(task_id="start", python_callable=tell)
    whenever = PythonOperator(task_id="whenever", python_callable=tell, trigger_rule="all_done")
    once = PythonOperator(task_id="once", python_callable=tell, trigger_rule="one_success")
    alert = PythonOperator(task_id="alert", python_callable=tell, trigger_rule="one_failed")
    every = PythonOperator(task_id="every", python_callable=tell)
    rows = []
    for region in REGIONS:
        loaded = PythonOperator(task_id=f"load_{region}", python_callable=load, op_args=[region])
        neat = PythonOperator(task_id=f"neat_{region}", python_callable=load, op_args=[region])
        start >> loaded >> neat >> [whenever, once, alert, every]
        rows.append(neat.output)
    total(rows)
