"""Commands that end with the exit code which means skipped, the usual one and one of their own."""

from airflow import DAG
from airflow.decorators import task
from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.empty import EmptyOperator


@task
def reader(text):
    return text


with DAG(dag_id="shell_skip", schedule=None):
    done = BashOperator(task_id="done", bash_command="echo done; if false; then exit 99; fi")
    plain = BashOperator(task_id="plain", bash_command='echo "hello"; exit 99;')
    read = BashOperator(task_id="read", bash_command="echo unseen && exit 42", skip_on_exit_code=42)
    other = BashOperator(task_id="other", bash_command="exit 99", skip_on_exit_code=None)
    below = EmptyOperator(task_id="below")
    join = EmptyOperator(task_id="join", trigger_rule="none_failed")
    last = EmptyOperator(task_id="last")

    reader(read.output)
    [done, plain] >> below
    [done, plain] >> join
    other >> last
