"""A short circuit and a door, each above tasks with rules and above a join with a task that fails."""

from airflow import DAG
from airflow.providers.standard.operators.python import PythonOperator, ShortCircuitOperator


def work():
    return 1


with DAG(dag_id="skip_short_circuit_beats_failure", schedule=None):
    other = PythonOperator(task_id="other", python_callable=work)
    circuit = ShortCircuitOperator(task_id="circuit", python_callable=work)
    below_circuit = PythonOperator(task_id="below_circuit", python_callable=work)
    far_below_circuit = PythonOperator(task_id="far_below_circuit", python_callable=work)
    circuit_and_failure = PythonOperator(task_id="circuit_and_failure", python_callable=work)
    whatever_below_circuit = PythonOperator(
        task_id="whatever_below_circuit", python_callable=work, trigger_rule="all_done"
    )
    door = ShortCircuitOperator(
        task_id="door", python_callable=work, ignore_downstream_trigger_rules=False
    )
    below_door = PythonOperator(task_id="below_door", python_callable=work)
    far_below_door = PythonOperator(task_id="far_below_door", python_callable=work)
    whatever_below_door = PythonOperator(
        task_id="whatever_below_door", python_callable=work, trigger_rule="all_done"
    )
    door_and_failure = PythonOperator(
        task_id="door_and_failure", python_callable=work, trigger_rule="none_failed"
    )

    circuit >> below_circuit >> far_below_circuit
    below_circuit >> whatever_below_circuit
    [below_circuit, other] >> circuit_and_failure
    door >> below_door >> far_below_door
    below_door >> whatever_below_door
    [below_door, other] >> door_and_failure
