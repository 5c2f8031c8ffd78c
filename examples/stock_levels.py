"""Count the stock: in full on Mondays, the changes otherwise, and tell the team when a count fails."""

from __future__ import annotations

from datetime import datetime

from airflow.providers.standard.operators.python import BranchPythonOperator, PythonOperator
from airflow.sdk import DAG

WAREHOUSES = ("north", "south")


def extract():
    """Fetch what the scanners saw."""
    return {"scans": 103}


def choose_count():
    """Count in full at the start of the week."""
    return "count_all" if datetime.now().weekday() == 0 else "count_changes"


def count_all():
    """Count every shelf."""
    return {warehouse: 100 for warehouse in WAREHOUSES}


def count_changes():
    """Count what moved since yesterday."""
    return {warehouse: 3 for warehouse in WAREHOUSES}


def publish():
    """Show the numbers to the shop."""


def tell_team():
    """Ask somebody to count by hand."""


with DAG(dag_id="stock_levels", schedule="30 5 * * *", start_date=datetime(2026, 1, 1)) as dag:
    scans = PythonOperator(task_id="extract", python_callable=extract, retries=1)
    choose = BranchPythonOperator(task_id="choose_count", python_callable=choose_count)
    full = PythonOperator(task_id="count_all", python_callable=count_all, retries=1)
    changes = PythonOperator(task_id="count_changes", python_callable=count_changes, retries=1)
    show = PythonOperator(
        task_id="publish",
        python_callable=publish,
        trigger_rule="none_failed_min_one_success",
    )
    tell = PythonOperator(task_id="tell_team", python_callable=tell_team, trigger_rule="one_failed")

    scans >> choose >> [full, changes] >> show
    [scans, choose, full, changes] >> tell
