"""Requests, containers, commands elsewhere and jobs of clouds: what each is given, rendered, is the same on every engine."""

import json

from airflow import DAG
from airflow.decorators import task
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
from airflow.providers.databricks.operators.databricks import DatabricksRunNowOperator
from airflow.providers.docker.operators.docker import DockerOperator
from airflow.providers.google.cloud.operators.bigquery import BigQueryInsertJobOperator
from airflow.providers.http.operators.http import HttpOperator
from airflow.providers.slack.operators.slack import SlackAPIPostOperator
from airflow.providers.ssh.operators.ssh import SSHOperator


@task
def regions():
    return ["eu", "us"]


with DAG("act_services", schedule=None, params={"region": "eu"}):
    fetch = HttpOperator(
        task_id="fetch",
        http_conn_id="api",
        endpoint="/orders",
        method="GET",
        data={"region": "{{ params.region }}"},
        response_filter=lambda response: json.loads(response.text),
    )
    box = DockerOperator.partial(
        task_id="box", image="etl:1", environment={"REGION": "{{ params.region }}"}
    ).expand(command=regions())
    pod = KubernetesPodOperator(
        task_id="pod",
        name="load",
        namespace="etl",
        image="etl:1",
        env_vars={"REGION": "{{ params.region }}"},
    )
    remote = SSHOperator(task_id="remote", ssh_conn_id="gate", command="load {{ params.region }}")
    job = BigQueryInsertJobOperator(
        task_id="job",
        configuration={"query": {"query": "select '{{ params.region }}'", "useLegacySql": False}},
        location="EU",
    )
    run = DatabricksRunNowOperator(
        task_id="run", job_id=7, notebook_params={"region": "{{ params.region }}"}, retries=1
    )
    told = SlackAPIPostOperator(
        task_id="told", channel="#etl", text="{{ ti.xcom_pull(task_ids='fetch') }}"
    )
    fetch >> [box, pod, remote, job, run] >> told
