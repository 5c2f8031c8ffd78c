"""One sensor of each kind that comes with Airflow, some of which free their worker."""

from datetime import datetime, time, timedelta

from airflow import DAG
from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.providers.standard.sensors.bash import BashSensor
from airflow.providers.standard.sensors.date_time import DateTimeSensor
from airflow.providers.standard.sensors.filesystem import FileSensor
from airflow.providers.standard.sensors.time import TimeSensor
from airflow.providers.standard.sensors.time_delta import TimeDeltaSensor
from airflow.providers.standard.sensors.weekday import DayOfWeekSensor


with DAG(dag_id="sensor_looks", schedule="@daily", start_date=datetime(2026, 1, 1)):
    file = FileSensor(
        task_id="file",
        filepath="/tmp/{{ ds }}/*.csv",
        recursive=True,
        poke_interval=30,
        timeout=600,
        deferrable=True,
    )
    command = BashSensor(
        task_id="command",
        bash_command="test -e /tmp",
        retry_exit_code=1,
        mode="reschedule",
        retries=1,
        retry_delay=timedelta(seconds=20),
    )
    hour = TimeSensor(task_id="hour", target_time=time(2, 30))
    moment = DateTimeSensor(task_id="moment", target_time="{{ ds }}", exponential_backoff=True)
    delay = TimeDeltaSensor(task_id="delay", delta=timedelta(minutes=90))
    day = DayOfWeekSensor(task_id="day", week_day=["Monday", "Friday"], soft_fail=True, timeout=60)
    files = FileSensor.partial(task_id="files", deferrable=True, timeout=600).expand(
        filepath=["/tmp/a", "/tmp/b"]
    )
    end = EmptyOperator(task_id="end", trigger_rule="none_failed")

    [file, files, command, hour, moment, delay, day] >> end
