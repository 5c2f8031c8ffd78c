"""dbt, run from the shell: in the folder of its project, with flags that say where it is, and with an environment of its own."""

from airflow import DAG
from airflow.providers.standard.operators.bash import BashOperator

PROJECT = "/opt/dbt"

with DAG("dbt_bash", schedule=None, params={"region": "eu"}):
    deps = BashOperator(task_id="deps", bash_command=f"cd {PROJECT} && dbt deps")
    models = BashOperator(
        task_id="models",
        bash_command=f"cd {PROJECT} && dbt --no-write-json run --select staging+ tag:daily"
        " --profiles-dir . --vars '{\"region\": \"{{ params.region }}\"}' --target prod",
        retries=1,
    )
    checks = BashOperator(
        task_id="checks",
        bash_command=f"""dbt test --project-dir {PROJECT} \\
            --profiles-dir=/opt/profiles --exclude slow""",
    )
    macros = BashOperator(
        task_id="macros",
        bash_command='dbt run-operation grant --args "{to: {{ params.region }}}"',
        cwd="/opt/{{ params.region }}",
    )
    settings = BashOperator(
        task_id="settings",
        bash_command="dbt seed",
        cwd=PROJECT,
        env={"LEVEL": "3"},
        append_env=True,
    )
    deps >> models >> checks >> macros >> settings
