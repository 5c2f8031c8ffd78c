"""Only the latest run goes on below a gate: what is directly below is skipped, further down the rules decide."""

from datetime import datetime

from airflow import DAG
from airflow.providers.standard.operators.latest_only import LatestOnlyOperator
from airflow.providers.standard.operators.python import PythonOperator


def work():
    return 1


with DAG(dag_id="skip_latest_only", schedule="@daily", start_date=datetime(2024, 1, 1)):
    other = PythonOperator(task_id="other", python_callable=work)
    latest = LatestOnlyOperator(task_id="latest")
    report = PythonOperator(task_id="report", python_callable=work)
    at_any_rate = PythonOperator(
        task_id="at_any_rate", python_callable=work, trigger_rule="all_done"
    )
    after_report = PythonOperator(task_id="after_report", python_callable=work)
    whatever = PythonOperator(task_id="whatever", python_callable=work, trigger_rule="all_done")
    end = PythonOperator(task_id="end", python_callable=work, trigger_rule="none_failed")

    latest >> [report, at_any_rate]
    report >> [after_report, whatever]
    [report, other] >> end
