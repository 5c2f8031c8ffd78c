"""Tasks and a DAG under names of their own, two calls of one function among them."""

from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.sdk import DAG, Asset, task

ORDERS = Asset("orders", uri="s3://lake/orders")


@task(task_display_name="Load {all} the rows", inlets=[ORDERS])
def load(rows):
    return len(rows)


@task
def show(first, second):
    return first + second


with DAG(dag_id="names_shown", dag_display_name="Names, shown", schedule=None):
    extract = BashOperator(
        task_id="extract", bash_command="ls", task_display_name="Extract", queue="big"
    )
    anchor = EmptyOperator(task_id="anchor", task_display_name="Nothing to do")
    rows = load.override(task_display_name="Load again")(extract.output)
    extract >> anchor >> rows
    show(rows, load(extract.output))
