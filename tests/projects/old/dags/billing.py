# -*- coding: utf-8 -*-
"""Monthly billing."""
from datetime import datetime, timedelta

from airflow import DAG
from airflow.operators.bash_operator import BashOperator
from airflow.operators.dummy_operator import DummyOperator
from airflow.operators.python_operator import BranchPythonOperator, PythonOperator
from airflow.utils.dates import days_ago

from billing_tasks import check_period, make_invoices, send

args = {
    'owner': 'billing',
    'depends_on_past': False,
    'start_date': days_ago(2),
    'retries': 1,
    'retry_delay': timedelta(minutes=5),
}

dag = DAG(
    dag_id='billing',
    default_args=args,
    schedule_interval='0 0 1 * *',
    concurrency=4,
    catchup=False,
)

start = DummyOperator(task_id='start', dag=dag)

choose = BranchPythonOperator(
    task_id='choose',
    python_callable=check_period,
    provide_context=True,
    dag=dag,
)

invoices = PythonOperator(
    task_id='invoices',
    python_callable=make_invoices,
    op_args=['2024-01'],
    dag=dag,
)

mail = PythonOperator(
    task_id='mail',
    python_callable=send,
    provide_context=True,
    dag=dag,
)

nothing = BashOperator(task_id='nothing', bash_command='echo no billing today', dag=dag)

end = DummyOperator(task_id='end', trigger_rule='none_failed_or_skipped', dag=dag)

start.set_downstream(choose)
choose.set_downstream([invoices, nothing])
mail.set_upstream(invoices)
[mail, nothing] >> end
