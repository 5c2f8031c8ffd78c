"""What templates compute: filters, macros, conditions, loops, and the macros of the DAG itself."""

from datetime import datetime

from airflow import DAG
from airflow.decorators import task
from airflow.operators.python import PythonOperator
from airflow.providers.standard.operators.bash import BashOperator


def shout(text):
    return text.upper()


def extract():
    return {"rows": [3, 4], "who": "Bo"}


def joined(when, what, macros):
    return f"{when}|{what}|{macros}"


@task
def show(told, text):
    return told + "#" + text


with DAG(
    dag_id="template_expressions",
    schedule="0 6 * * *",
    start_date=datetime(2024, 1, 1),
    catchup=False,
    params={"full": False, "tables": ["a", "b"]},
    user_defined_macros={"shout": shout, "stage": "prod"},
    user_defined_filters={"loud": shout},
):
    first = PythonOperator(task_id="extract", python_callable=extract)
    told = BashOperator(
        task_id="told",
        bash_command="echo {% if params.full %}all{% else %}some{% endif %}"
        "{% for t in params.tables %} {{ t | upper }}{% endfor %}"
        " {{ ti.xcom_pull(task_ids='extract')['rows'][1] + 1 }} {{ stage }} {{ task.task_id }}",
    )
    text = PythonOperator(
        task_id="text",
        python_callable=joined,
        op_kwargs={
            "when": "{{ macros.ds_add('2024-02-28', 2) }} {{ macros.ds_format('2024-02-03', '%Y-%m-%d', '%d.%m.') }}",
            "what": "{{ ti.xcom_pull('extract').who | default('nobody') }} {{ params.tables | join('+') }}",
            "macros": "{{ shout('x' ~ stage) }} {{ 'y' | loud }}",
        },
    )
    first >> [told, text]
    show(told.output, text.output)
