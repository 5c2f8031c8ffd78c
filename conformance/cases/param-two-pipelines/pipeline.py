from airflow.sdk import Param, dag, task


@task
def fetch(**context):
    return context["params"]["size"] + 1


@task
def keep(rows, **context):
    return f"{rows} {context['params']['name']} {'?' * (context['params']['size'] - 1)}".strip()


@dag(params={"size": Param(1, type="integer"), "name": Param("a", type="string")}, schedule=None)
def north():
    keep(fetch())


@dag(params={"size": Param(2, type="integer"), "name": Param("b", type="string")}, schedule=None)
def south():
    keep(fetch())


north()
south()
