"""An old one."""
from datetime import timedelta

from airflow import DAG
from airflow.operators.bash_operator import BashOperator
from airflow.operators.dummy_operator import DummyOperator  # noqa
from airflow.operators.python_operator import (
    BranchPythonOperator,
    PythonOperator,  # the one
)
from airflow.utils.dates import days_ago
from airflow.models import Variable

default_args = {
    "owner": "data",
    "start_date": days_ago(2),
    "provide_context": True,
    "retries": 2,
    "sla": timedelta(hours=2),
}


def extract(**context):
    day = context["execution_date"].strftime("%Y")
    before = context['prev_ds']
    print(context["ti"].xcom_pull(key="rows"))
    return Variable.get("source", default_var="api") + day


def late(execution_date, **kwargs):
    print(execution_date, kwargs["dag_run"].execution_date)


dag = DAG(
    "old",
    default_args=default_args,
    schedule_interval="0 2 * * *",
    concurrency=4,
    default_view="graph",
)

start = DummyOperator(task_id="start", dag=dag)
# the extraction
extracting = PythonOperator(
    task_id="extract", python_callable=extract, provide_context=True, dag=dag,
)
later = PythonOperator(task_id="late", python_callable=late, dag=dag)
load = BashOperator(
    task_id="load",
    bash_command="load --day {{ ds }} --before {{ prev_ds }} --at {{ execution_date }} --tomorrow {{ tomorrow_ds_nodash }}",
    trigger_rule="dummy",
    dag=dag,
)

start >> extracting >> load
