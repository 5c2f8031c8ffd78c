"""Two commands say by an exit code that there is nothing to do: one by a code of its own, one by the usual one."""

from airflow import DAG
from airflow.decorators import task
from airflow.providers.standard.operators.bash import BashOperator


@task
def load():
    return "loaded"


@task(trigger_rule="none_failed")
def report():
    return "reported"


with DAG(dag_id="skip_exit_code", schedule=None):
    fetch = BashOperator(task_id="fetch", bash_command="./fetch.sh --new ", skip_on_exit_code=42)
    look = BashOperator(task_id="look", bash_command="test -e rows.csv || exit 99")
    loaded = load()
    fetch >> loaded
    [loaded, look] >> report()
