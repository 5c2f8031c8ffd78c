"""Commands that are easily written otherwise than they were meant."""

from airflow import DAG
from airflow.decorators import task
from airflow.providers.standard.operators.bash import BashOperator


@task
def show(middle, braces, replaced):
    return "|".join([middle, braces, replaced])


with DAG(dag_id="trap_bash", schedule=None):
    middle = BashOperator(task_id="middle", bash_command="false; echo after")
    braces = BashOperator(task_id="braces", bash_command="echo '{a}' ${UNSET_NAME:-x}")
    replaced = BashOperator(
        task_id="replaced",
        bash_command='echo "$REGION ${POLYDAG_UNSEEN:-none}"',
        env={"REGION": "eu"},
    )
    show(middle.output, braces.output, replaced.output)
