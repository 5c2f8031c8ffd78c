# target: prefect
from airflow.sdk import DAG, task


@task.virtualenv(requirements=["pandas"], system_site_packages=False)
def load():
    import pandas

    return pandas.__version__


with DAG("etl"):
    load()
