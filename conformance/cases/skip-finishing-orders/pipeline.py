"""A short circuit and a failure above one task, of which one or the other comes first.

What is late stands below a chain of tasks, so that the other has ended before.
"""

from airflow import DAG
from airflow.providers.standard.operators.python import PythonOperator, ShortCircuitOperator


def work():
    return 1


def closed():
    return False


def step(id, **options):
    return PythonOperator(task_id=id, python_callable=work, **options)


with DAG(dag_id="skip_finishing_orders", schedule=None):
    wait = step("wait")
    late = step("late")
    wait >> late

    fails_first = step("fails_first")
    circuit_after = ShortCircuitOperator(task_id="circuit_after", python_callable=closed)
    late >> circuit_after
    below_after = step("below_after")
    circuit_after >> below_after
    [below_after, fails_first] >> step("failure_first")
    [below_after, fails_first] >> step("any_failure_first", trigger_rule="all_done")

    circuit_before = ShortCircuitOperator(task_id="circuit_before", python_callable=closed)
    below_before = step("below_before")
    circuit_before >> below_before
    fails_late = step("fails_late")
    late >> fails_late
    [below_before, fails_late] >> step("skip_first")
    [below_before, fails_late] >> step("any_skip_first", trigger_rule="all_done")
