"""What only jinja2 can render: macros of a template, loops that count, files that are included, filters of its own."""

from datetime import datetime
from pathlib import Path

from airflow import DAG
from airflow.decorators import task
from airflow.operators.python import PythonOperator
from airflow.providers.standard.operators.bash import BashOperator


def extract():
    return {"rows": [3, 4], "who": "Bo"}


def told(text, templates_dict):
    return text + "#" + templates_dict["query"]


def counted(**context):
    words = context["templates_dict"]["words"]
    return words + "/" + str(len(words))


@task
def show(greeted, told, counted):
    return " ".join([greeted, told, counted])


with DAG(
    dag_id="template_rendered",
    schedule="0 6 * * *",
    start_date=datetime(2024, 1, 1),
    catchup=False,
    template_searchpath=[str(Path(__file__).parent / "templates")],
    params={"tables": ["a", "b"]},
    user_defined_macros={"stage": "prod"},
    user_defined_filters={"loud": lambda text: text.upper()},
):
    first = PythonOperator(task_id="extract", python_callable=extract)
    greeted = BashOperator(task_id="greeted", bash_command="greet.sh")
    told_of = PythonOperator(
        task_id="told",
        python_callable=told,
        op_kwargs={
            "text": "{% for row in ti.xcom_pull(task_ids='extract')['rows'] %}"
            "{{ row }}{{ ',' if not loop.last }}{% else %}none{% endfor %}"
        },
        templates_dict={
            "query": "{% macro hi(name) %}hi {{ name | loud }}{% endmacro %}"
            "{{ hi(ti.xcom_pull('extract').who) }} {{ macros.ds_add('2024-02-28', 2) | wordcount }}"
        },
    )
    counting = PythonOperator(
        task_id="counted",
        python_callable=counted,
        templates_dict={"words": "{{ stage }}{% filter upper %}-{{ params.tables[0] }}{% endfilter %}"},
    )
    first >> [greeted, told_of, counting]
    show(greeted.output, told_of.output, counting.output)
