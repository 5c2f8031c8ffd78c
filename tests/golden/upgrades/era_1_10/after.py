"""An old one."""
from datetime import timedelta

import pendulum
from airflow.sdk import DAG, CronDataIntervalTimetable, Variable
from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.empty import EmptyOperator  # noqa
# the one
from airflow.providers.standard.operators.python import (
    BranchPythonOperator,
    PythonOperator,
)

# polydag AFW160: `sla` of `default_args` was taken out: Airflow 3.3 has none
default_args = {
    "owner": "data",
    "start_date": pendulum.today("UTC").add(days=-2),
    "retries": 2,
}


def extract(**context):
    day = context["logical_date"].strftime("%Y")
    # polydag AFW210: `prev_ds` is gone in Airflow 3: `extract` computes it from `logical_date`
    before = (context['logical_date'] - timedelta(days=1)).strftime('%Y-%m-%d')
    # polydag AFW361: `xcom_pull` names no task: that of the task itself here, the newest value of any task in the source
    print(context["ti"].xcom_pull(key="rows"))
    return Variable.get("source", default="api") + day


def late(logical_date, **kwargs):
    print(logical_date, kwargs["dag_run"].logical_date)


# polydag AFW201: `old` keeps data intervals: a run is named after the interval before it
# polydag AFW160: `default_view` of `DAG` was taken out: Airflow 3.3 has none
dag = DAG(
    "old",
    default_args=default_args,
    schedule=CronDataIntervalTimetable("0 2 * * *", timezone="UTC"),
    max_active_tasks=4,
    catchup=True,
)

start = EmptyOperator(task_id="start", dag=dag)
# the extraction
extracting = PythonOperator(
    task_id="extract", python_callable=extract, dag=dag,
)
later = PythonOperator(task_id="late", python_callable=late, dag=dag)
# polydag AFW210: `prev_ds` is gone in Airflow 3: `bash_command` computes it from `logical_date`
# polydag AFW210: `tomorrow_ds_nodash` is gone in Airflow 3: `bash_command` computes it from `logical_date`
load = BashOperator(
    task_id="load",
    bash_command="load --day {{ ds }} --before {{ ((logical_date - macros.timedelta(days=1)) | ds) }} --at {{ logical_date }} --tomorrow {{ ((logical_date + macros.timedelta(days=1)) | ds_nodash) }}",
    trigger_rule="always",
    dag=dag,
)

start >> extracting >> load
# told: IR005 kept as it stands, AFR302: `context["ti"].xcom_pull(key="rows")` in `extract`: which output it pulls is not known
# told: AFW201 `old` keeps data intervals: a run is named after the interval before it
# told: AFW160 `sla` of `default_args` was taken out: Airflow 3.3 has none
# told: AFW160 `default_view` of `DAG` was taken out: Airflow 3.3 has none
# told: AFW361 `xcom_pull` names no task: that of the task itself here, the newest value of any task in the source
# told: AFW210 `prev_ds` is gone in Airflow 3: `extract` computes it from `logical_date`
# told: AFW210 `prev_ds` is gone in Airflow 3: `bash_command` computes it from `logical_date`
# told: AFW210 `tomorrow_ds_nodash` is gone in Airflow 3: `bash_command` computes it from `logical_date`
# told: IR005 kept as it stands, AFR302: `context["ti"].xcom_pull(key="rows")` in `extract`: which output it pulls is not known
