"""Callables hand the context on to helpers, take it apart, and ask what the run was given."""

from airflow import DAG
from airflow.decorators import task
from airflow.operators.python import PythonOperator, get_current_context


def described(context, number):
    ti = context["ti"]
    return f"{ti.task_id} {ti.try_number} {context['dag'].dag_id} {context['params']['full']} {number}"


def handed(**context):
    return described(context, 1)


def spread(**context):
    return received(**context)


def received(task_instance=None, params=None, **rest):
    return f"{task_instance.task_id} {params['full']} {'run_id' in rest}"


def asked(dag_run=None, params=None, test_mode=False):
    conf = dag_run.conf or {}
    return f"{conf.get('day', 'today')} {sorted(params.items())[0]} {test_mode}"


@task
def current():
    context = get_current_context()
    whole = dict(context)
    return f"{context['ti'].task_id} {'dag_run' in whole} {described(context, 2)}"


with DAG(dag_id="context_handed_on", schedule=None, params={"full": True}):
    [
        PythonOperator(task_id="handed", python_callable=handed),
        PythonOperator(task_id="spread", python_callable=spread),
        PythonOperator(task_id="asked", python_callable=asked),
    ] >> current()
