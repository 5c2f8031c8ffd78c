# target: airflow
from dagster import asset


@asset(kinds={"python"})
def rows():
    return 1
