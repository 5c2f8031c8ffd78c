"""Arguments that name files of templates, by ends of their own."""

from datetime import datetime

from airflow import DAG
from airflow.decorators import task
from airflow.operators.python import PythonOperator


@task(templates_exts=[".sql"])
def asked(query, files):
    return " ".join([query, *files])


def told(path, templates_dict):
    return templates_dict["queries"]["rows"] + " " + path


@task
def show(first, second):
    return first + "; " + second


with DAG(
    dag_id="template_files",
    schedule=None,
    start_date=datetime(2024, 1, 1),
    params={"region": "eu"},
):
    telling = PythonOperator(
        task_id="told",
        python_callable=told,
        op_args=["sql/rows.txt"],
        templates_dict={"queries": {"rows": "sql/short.sql"}},
        templates_exts=[".sql"],
    )
    show(asked("sql/rows.sql", ["orders.csv"]), telling.output)
