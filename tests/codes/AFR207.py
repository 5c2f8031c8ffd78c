# target: dagster
from airflow import DAG
from cosmos import ProfileConfig
from cosmos.operators import DbtRunLocalOperator
from cosmos.profiles import PostgresUserPasswordProfileMapping

profile = ProfileConfig("shop", "prod", PostgresUserPasswordProfileMapping("warehouse", {}))

with DAG("shop", schedule=None):
    DbtRunLocalOperator(task_id="models", project_dir="/opt/dbt", profile_config=profile)
