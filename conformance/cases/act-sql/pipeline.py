"""Queries and checks of a warehouse: what each is given, rendered, reaches the driver on every engine."""

from airflow import DAG
from airflow.providers.common.sql.operators.sql import (
    SQLCheckOperator,
    SQLColumnCheckOperator,
    SQLExecuteQueryOperator,
    SQLTableCheckOperator,
    SQLValueCheckOperator,
)
from airflow.providers.postgres.operators.postgres import PostgresOperator
from airflow.decorators import task


@task
def report(rows):
    return rows


with DAG("act_sql", schedule=None, params={"region": "eu"}):
    create = PostgresOperator(
        task_id="create", postgres_conn_id="warehouse", sql="create table orders (id int)"
    )
    load = SQLExecuteQueryOperator(
        task_id="load",
        conn_id="warehouse",
        sql="insert into orders select id from staging where region = %(region)s",
        parameters={"region": "{{ params.region }}"},
    )
    count = SQLExecuteQueryOperator(task_id="count", conn_id="warehouse", sql="sql/count.sql")
    columns = SQLColumnCheckOperator(
        task_id="columns",
        conn_id="warehouse",
        table="orders_{{ params.region }}",
        column_mapping={"id": {"null_check": {"equal_to": 0}, "min": {"geq_to": 1}}},
    )
    rows = SQLTableCheckOperator(
        task_id="rows",
        conn_id="warehouse",
        table="orders",
        checks={"some": {"check_statement": "COUNT(*) > 10"}},
    )
    value = SQLValueCheckOperator(
        task_id="value", conn_id="warehouse", sql="select max(id) from orders", pass_value=100
    )
    fresh = SQLCheckOperator(
        task_id="fresh", conn_id="warehouse", sql="select count(*) from orders_{{ params.region }}"
    )
    create >> load >> count
    report(count.output) >> [columns, rows, value, fresh]
