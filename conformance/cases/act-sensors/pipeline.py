"""Sensors that ask a database, an address and two clouds: they wait as in the source, and are given the same."""

from airflow import DAG
from airflow.decorators import task
from airflow.providers.amazon.aws.sensors.s3 import S3KeySensor
from airflow.providers.common.sql.sensors.sql import SqlSensor
from airflow.providers.google.cloud.sensors.gcs import GCSObjectExistenceSensor
from airflow.providers.http.sensors.http import HttpSensor


@task
def load():
    return 1


with DAG("act_sensors", schedule=None, params={"region": "eu"}):
    rows = SqlSensor(
        task_id="rows",
        conn_id="warehouse",
        sql="select count(*) from {{ params.region }}",
        poke_interval=5,
        timeout=60,
    )
    answer = HttpSensor(
        task_id="answer",
        http_conn_id="api",
        endpoint="state/{{ params.region }}",
        response_check=lambda response: response.json()["ready"],
        poke_interval=5,
        timeout=60,
        mode="reschedule",
    )
    there = S3KeySensor(
        task_id="there",
        bucket_name="raw",
        bucket_key="{{ params.region }}/*.csv",
        wildcard_match=True,
        poke_interval=5,
        timeout=60,
    )
    done = GCSObjectExistenceSensor(
        task_id="done", bucket="raw", object="{{ params.region }}/_SUCCESS", timeout=60, soft_fail=True
    )
    [rows, answer, there, done] >> load()
