from datetime import datetime

from airflow.sdk import DAG, CronDataIntervalTimetable
from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.providers.standard.sensors.external_task import ExternalTaskSensor

# polydag AFW210: `prev_ds` is gone in Airflow 3: `template` computes it from `logical_date`
# polydag AFW210: `next_ds` is gone in Airflow 3: `template` computes it from `logical_date`
# polydag AFW210: `tomorrow_ds` is gone in Airflow 3: `template` computes it from `logical_date`
COMMAND = """
    load --from {{ ((logical_date - macros.timedelta(days=1)) | ds) }} --to {{ ds }} {% if ((logical_date + macros.timedelta(days=1)) | ds) != ((logical_date + macros.timedelta(days=1)) | ds) %}--gap{% endif %}
"""

# polydag AFW201: `daily_load` keeps data intervals: a run is named after the interval before it
# polydag AFW160: `orientation` of `DAG` was taken out: Airflow 3.3 has none
with DAG("daily_load", start_date=datetime(2022, 1, 1), schedule=CronDataIntervalTimetable("30 4 * * *", timezone="UTC"), catchup=False) as dag:
    wait = ExternalTaskSensor(task_id="wait", external_dag_id="upstream", mode="reschedule")
    load = BashOperator(
        task_id="load",
        bash_command=COMMAND,
        env={"DAY": "{{ ds }}", "RUN": "{{ dag_run.logical_date }}"},   # as the script wants it
    )
    follow = TriggerDagRunOperator(task_id="follow", trigger_dag_id="downstream", logical_date="{{ logical_date }}")
    wait >> load >> follow
# told: AFW201 `daily_load` keeps data intervals: a run is named after the interval before it
# told: AFW160 `orientation` of `DAG` was taken out: Airflow 3.3 has none
# told: AFW210 `prev_ds` is gone in Airflow 3: `template` computes it from `logical_date`
# told: AFW210 `next_ds` is gone in Airflow 3: `template` computes it from `logical_date`
# told: AFW210 `tomorrow_ds` is gone in Airflow 3: `template` computes it from `logical_date`
