# target: dagster
from airflow import DAG
from cosmos import DbtTaskGroup, ProfileConfig, ProjectConfig

with DAG("shop", schedule=None):
    DbtTaskGroup(
        group_id="models",
        project_config=ProjectConfig("/opt/dbt"),
        profile_config=ProfileConfig("shop", "prod", profiles_yml_filepath="/opt/profiles.yml"),
    )
