"""Helpers ask Airflow for the context and for variables; nobody hands them anything."""

from airflow import DAG
from airflow.decorators import task
from airflow.models import Variable
from airflow.operators.python import PythonOperator, get_current_context


def region():
    return Variable.get("context_in_helpers_region", "eu")


def who():
    context = get_current_context()
    return context["ti"].task_id


def pipeline_id(*, prefix=""):
    from airflow.operators.python import get_current_context

    return prefix + get_current_context()["dag"].dag_id


def summed_up(count=0, *others):
    rows = count + len(others)
    return f"{who()} of {region()}, {rows} rows of {pipeline_id(prefix='')}"


def load():
    return summed_up(
        1,
        "another",  # counts as a row
    )


@task
def tell():
    return [who(), *[summed_up() for _ in range(1)]]


with DAG(dag_id="context_in_helpers", schedule=None):
    PythonOperator(task_id="load", python_callable=load) >> tell()
