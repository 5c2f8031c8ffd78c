"""Builds one ingest DAG per source."""

from __future__ import annotations

from airflow import DAG
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import PythonOperator

from lib.copying import extract, load
from lib.settings import DEFAULT_ARGS, START


def _table(table: str, source: str, done: EmptyOperator) -> None:
    read = PythonOperator(
        task_id=f"extract_{table}",
        python_callable=extract,
        op_kwargs={"source": source, "table": table},
    )
    write = PythonOperator(
        task_id=f"load_{table}",
        python_callable=load,
        op_kwargs={"table": table, "rows": read.output},
    )
    write >> done


def make_ingest(source: str, schedule: str, tables: list[str], **overrides) -> DAG:
    """The DAG that copies the tables of a source every night."""
    with DAG(
        dag_id=f"ingest_{source}",
        schedule=schedule,
        start_date=START,
        catchup=False,
        default_args={**DEFAULT_ARGS, **overrides},
        tags=["ingest", source],
    ) as dag:
        done = EmptyOperator(task_id="done")
        for table in tables:
            _table(table, source, done)
    return dag
