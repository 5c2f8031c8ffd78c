from datetime import datetime

from airflow.models.dag import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sensors.external_task import ExternalTaskSensor

COMMAND = """
    load --from {{ prev_ds }} --to {{ ds }} {% if next_ds != tomorrow_ds %}--gap{% endif %}
"""

with DAG("daily_load", start_date=datetime(2022, 1, 1), schedule_interval="30 4 * * *", catchup=False, orientation="TB") as dag:
    wait = ExternalTaskSensor(task_id="wait", external_dag_id="upstream", mode="reschedule")
    load = BashOperator(
        task_id="load",
        bash_command=COMMAND,
        env={"DAY": "{{ ds }}", "RUN": "{{ dag_run.execution_date }}"},   # as the script wants it
    )
    follow = TriggerDagRunOperator(task_id="follow", trigger_dag_id="downstream", execution_date="{{ execution_date }}")
    wait >> load >> follow
