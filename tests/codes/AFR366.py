from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.hitl import ApprovalOperator

with DAG("etl"):
    ask = ApprovalOperator(task_id="ask", subject="Go on?", params={"why": ""})
    ask >> BashOperator(
        task_id="say", bash_command="echo {{ ti.xcom_pull(task_ids='ask')['params_input'] }}"
    )
