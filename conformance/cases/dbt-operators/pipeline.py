"""A project of dbt, run by operators of airflow-dbt, airflow-dbt-python and cosmos."""

from airflow import DAG
from airflow_dbt.operators.dbt_operator import DbtRunOperator
from airflow_dbt_python.operators.dbt import DbtSeedOperator
from cosmos import ProfileConfig
from cosmos.operators import DbtRunOperationLocalOperator, DbtTestLocalOperator

profile = ProfileConfig("shop", "prod", profiles_yml_filepath="/opt/dbt/profiles.yml")

with DAG("dbt_operators", schedule=None, params={"region": "eu"}):
    seeds = DbtSeedOperator(task_id="seeds", project_dir="/opt/dbt", profiles_dir="/opt/dbt")
    models = DbtRunOperator(
        task_id="models",
        dir="/opt/dbt",
        profiles_dir="/opt/dbt",
        vars={"region": "{{ params.region }}"},
        retries=1,
    )
    checks = DbtTestLocalOperator(
        task_id="checks", project_dir="/opt/dbt", profile_config=profile, select="orders"
    )
    grants = DbtRunOperationLocalOperator(
        task_id="grants",
        project_dir="/opt/dbt",
        profile_config=profile,
        macro_name="grant",
        args={"to": "{{ params.region }}"},
    )
    seeds >> models >> checks >> grants
