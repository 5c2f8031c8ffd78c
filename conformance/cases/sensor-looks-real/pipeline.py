"""Sensors whose answer is known beforehand: 2026-01-05 is a Monday, and every shell has a /bin/sh."""

from datetime import datetime, time, timedelta

from airflow import DAG
from airflow.providers.standard.sensors.bash import BashSensor
from airflow.providers.standard.sensors.date_time import DateTimeSensor
from airflow.providers.standard.sensors.time import TimeSensor
from airflow.providers.standard.sensors.time_delta import TimeDeltaSensor
from airflow.providers.standard.sensors.weekday import DayOfWeekSensor

VAIN = {"timeout": 0.1, "poke_interval": 0.1, "soft_fail": True}

with DAG(dag_id="sensor_looks_real", schedule="@daily", start_date=datetime(2026, 1, 1)):
    command = BashSensor(task_id="command", bash_command="test -e /bin/sh")
    refused = BashSensor(task_id="refused", bash_command="exit 3", retry_exit_code=1)
    empty = BashSensor(task_id="empty", bash_command='test -n "$NAME"', env={"NAME": ""}, **VAIN)
    moment = DateTimeSensor(task_id="moment", target_time="{{ ds }}T02:00:00")
    passed = DateTimeSensor(task_id="passed", target_time=datetime(2026, 1, 5))
    hour = TimeSensor(task_id="hour", target_time=time(0, 0))
    delay = TimeDeltaSensor(task_id="delay", delta=timedelta(minutes=90))
    day = DayOfWeekSensor(
        task_id="day",
        week_day=["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
    )
    of_run = DayOfWeekSensor(task_id="of_run", week_day="Monday", use_task_logical_date=True)
    not_of_run = DayOfWeekSensor(
        task_id="not_of_run", week_day="Sunday", use_task_logical_date=True, **VAIN
    )
