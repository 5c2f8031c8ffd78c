from datetime import timedelta

from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.sdk import Param, dag, task


@task
def a():
    print('a')


# polydag AFW302: `mystery` was not converted and raises when it runs: no rule writes `acme.Operator`
@task
def mystery():
    raise NotImplementedError(
        "AFW302: no rule reads acme.Operator (see MIGRATION.md): write what `mystery` does"
    )


@dag(schedule=timedelta(hours=1), params={"region": Param("emea", type="string")})
def commands():
    a_task = a()
    script = BashOperator(task_id="script", bash_command="/opt/run.sh ")
    shell = BashOperator(
        task_id="shell",
        bash_command="run --day {{ ds }}{% raw %} {{braces}} {% endraw %}{{ ti.xcom_pull(task_ids='a') }}",
        env={"REGION": "{{ params.region }}"},
        append_env=True,
    )
    dbt = BashOperator(
        task_id="dbt",
        bash_command="dbt build --project-dir /path/to/dbt --select staging",
    )
    done = EmptyOperator(task_id="done", trigger_rule="all_done")
    # from acme import Operator
    # Operator(
    #     task_id="mystery",
    #     flag=True,
    # )
    mystery_task = mystery()

    [a_task, script] >> shell >> dbt
    [dbt, mystery_task] >> done


commands()
# told: AFW302 `mystery` was not converted and raises when it runs: no rule writes `acme.Operator`
