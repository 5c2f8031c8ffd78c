"""An operator that no rule reads."""

from datetime import datetime, timedelta

from airflow.sdk import DAG, task, task_group
from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.providers.standard.operators.python import PythonOperator

from airflow.providers.docker.operators.docker_swarm import DockerSwarmOperator

with DAG("etl"):
    DockerSwarmOperator(task_id="run", image="etl:1", command="load")
