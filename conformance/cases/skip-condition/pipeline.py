"""Conditions above tasks, as decorators: of a parameter of the run, and of what the run is about."""

from airflow import DAG
from airflow.decorators import task


@task.run_if(lambda context: context["params"]["go"])
@task
def unasked() -> int:
    """Not reached."""
    return 1 // 0


@task.skip_if(lambda context: context["params"]["go"])
@task
def asked(x: int, y: int = 3) -> int:
    return x + y


@task.skip_if(lambda context: context["ds"] < "2999-01-01")
@task.bash
def refused() -> str:
    return "exit 1"


@task
def below(x: int) -> int:
    return x


@task(trigger_rule="none_failed")
def join() -> int:
    return 1


with DAG(dag_id="skip_condition", schedule=None, params={"go": False}):
    [below(unasked()), asked(2), refused()] >> join()
