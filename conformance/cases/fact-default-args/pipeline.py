from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG


with DAG(
    dag_id='fact_default_args',
    schedule=None,
    default_args={'bash_command': 'echo from the defaults', 'retries': 1, 'trigger_rule': 'all_done'},
) as dag:
    first = BashOperator(task_id='first')
    second = BashOperator(task_id='second', bash_command='echo its own')

    first >> second
