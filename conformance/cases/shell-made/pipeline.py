"""Functions that return the command of their task: one is read, two skip their task, one fails it."""

from airflow import DAG
from airflow.decorators import task
from airflow.exceptions import AirflowSkipException
from airflow.providers.standard.operators.empty import EmptyOperator


@task
def region() -> str:
    return "eu"


@task.bash(cwd="/", append_env=True, env={"WORD": "hello"})
def greet(where: str, mark: str = "from") -> str:
    return f'echo ignored; echo "$WORD {where} {mark} $PWD"'


@task.bash
def ends() -> str:
    return "echo hello; exit 99"


@task.bash
def refuses(limit: int) -> str:
    if limit < 3:
        raise AirflowSkipException("too few")
    return "echo enough"


@task.bash(skip_on_exit_code=None)
def breaks() -> str:
    return "exit 99"


@task
def show(text: str) -> str:
    return text


with DAG(dag_id="shell_made", schedule=None):
    below = EmptyOperator(task_id="below")
    join = EmptyOperator(task_id="join", trigger_rule="none_failed")
    last = EmptyOperator(task_id="last")
    greeted = greet(region())

    show(greeted)
    [ends(), refuses(2)] >> below >> join
    breaks() >> last
