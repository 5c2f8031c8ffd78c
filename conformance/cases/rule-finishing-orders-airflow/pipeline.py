"""Rules that may decide early, below a failure and a skip, of which one or the other comes first.

What is late stands below a chain of tasks, so that the other has ended before.
"""

from airflow import DAG
from airflow.providers.standard.operators.python import PythonOperator, ShortCircuitOperator


def work():
    return 1


def a_task(task_id, above, rule="all_success"):
    made = PythonOperator(task_id=task_id, python_callable=work, trigger_rule=rule)
    above >> made
    return made


def a_door(task_id):
    return ShortCircuitOperator(
        task_id=task_id, python_callable=work, ignore_downstream_trigger_rules=False
    )


with DAG(dag_id="rule_finishing_orders_airflow", schedule=None):
    s = a_task("s", [])
    f = a_task("f", [])
    u = a_task("u", [f])
    door = a_door("door")
    k = a_task("k", [door])
    wait = a_task("wait", [])
    late = a_task("late", [wait])
    late_f = a_task("late_f", [late])
    late_u = a_task("late_u", [late_f])
    late_door = a_door("late_door")
    late >> late_door
    late_k = a_task("late_k", [late_door])
    a_task("all_success_fk_bad_first", [f, late_k], "all_success")
    a_task("all_success_fk_skip_first", [late_f, k], "all_success")
    a_task("all_success_sfk_bad_first", [f, late_k, s], "all_success")
    a_task("all_success_sfk_skip_first", [late_f, k, s], "all_success")
    a_task("all_success_ku_bad_first", [u, late_k], "all_success")
    a_task("all_success_ku_skip_first", [late_u, k], "all_success")
    a_task("all_failed_fk_bad_first", [f, late_k], "all_failed")
    a_task("all_failed_fk_skip_first", [late_f, k], "all_failed")
    a_task("all_failed_sfk_bad_first", [f, late_k, s], "all_failed")
    a_task("all_failed_sfk_skip_first", [late_f, k, s], "all_failed")
    a_task("all_failed_ku_bad_first", [u, late_k], "all_failed")
    a_task("all_failed_ku_skip_first", [late_u, k], "all_failed")
    a_task("all_skipped_fk_bad_first", [f, late_k], "all_skipped")
    a_task("all_skipped_fk_skip_first", [late_f, k], "all_skipped")
    a_task("all_skipped_sfk_bad_first", [f, late_k, s], "all_skipped")
    a_task("all_skipped_sfk_skip_first", [late_f, k, s], "all_skipped")
    a_task("all_skipped_ku_bad_first", [u, late_k], "all_skipped")
    a_task("all_skipped_ku_skip_first", [late_u, k], "all_skipped")
    a_task("none_failed_fk_bad_first", [f, late_k], "none_failed")
    a_task("none_failed_fk_skip_first", [late_f, k], "none_failed")
    a_task("none_failed_sfk_bad_first", [f, late_k, s], "none_failed")
    a_task("none_failed_sfk_skip_first", [late_f, k, s], "none_failed")
    a_task("none_failed_ku_bad_first", [u, late_k], "none_failed")
    a_task("none_failed_ku_skip_first", [late_u, k], "none_failed")
    a_task("none_failed_min_one_success_fk_bad_first", [f, late_k], "none_failed_min_one_success")
    a_task("none_failed_min_one_success_fk_skip_first", [late_f, k], "none_failed_min_one_success")
    a_task("none_failed_min_one_success_sfk_bad_first", [f, late_k, s], "none_failed_min_one_success")
    a_task("none_failed_min_one_success_sfk_skip_first", [late_f, k, s], "none_failed_min_one_success")
    a_task("none_failed_min_one_success_ku_bad_first", [u, late_k], "none_failed_min_one_success")
    a_task("none_failed_min_one_success_ku_skip_first", [late_u, k], "none_failed_min_one_success")
    a_task("none_skipped_fk_bad_first", [f, late_k], "none_skipped")
    a_task("none_skipped_fk_skip_first", [late_f, k], "none_skipped")
    a_task("none_skipped_sfk_bad_first", [f, late_k, s], "none_skipped")
    a_task("none_skipped_sfk_skip_first", [late_f, k, s], "none_skipped")
    a_task("none_skipped_ku_bad_first", [u, late_k], "none_skipped")
    a_task("none_skipped_ku_skip_first", [late_u, k], "none_skipped")
    a_task("one_success_fk_bad_first", [f, late_k], "one_success")
    a_task("one_success_fk_skip_first", [late_f, k], "one_success")
    a_task("one_success_sfk_bad_first", [f, late_k, s], "one_success")
    a_task("one_success_sfk_skip_first", [late_f, k, s], "one_success")
    a_task("one_success_ku_bad_first", [u, late_k], "one_success")
    a_task("one_success_ku_skip_first", [late_u, k], "one_success")
    a_task("one_failed_fk_bad_first", [f, late_k], "one_failed")
    a_task("one_failed_fk_skip_first", [late_f, k], "one_failed")
    a_task("one_failed_sfk_bad_first", [f, late_k, s], "one_failed")
    a_task("one_failed_sfk_skip_first", [late_f, k, s], "one_failed")
    a_task("one_failed_ku_bad_first", [u, late_k], "one_failed")
    a_task("one_failed_ku_skip_first", [late_u, k], "one_failed")
    a_task("one_done_fk_bad_first", [f, late_k], "one_done")
    a_task("one_done_fk_skip_first", [late_f, k], "one_done")
    a_task("one_done_sfk_bad_first", [f, late_k, s], "one_done")
    a_task("one_done_sfk_skip_first", [late_f, k, s], "one_done")
    a_task("one_done_ku_bad_first", [u, late_k], "one_done")
    a_task("one_done_ku_skip_first", [late_u, k], "one_done")
