"""Tasks with the rule `all_success` below every mix of states: s success, f failed, k skipped, u upstream_failed."""

from airflow import DAG
from airflow.providers.standard.operators.python import PythonOperator, ShortCircuitOperator


def work():
    return 1


with DAG(dag_id="rule_all_success", schedule=None):
    s = PythonOperator(task_id="s", python_callable=work)
    s2 = PythonOperator(task_id="s2", python_callable=work)
    f = PythonOperator(task_id="f", python_callable=work)
    f2 = PythonOperator(task_id="f2", python_callable=work)
    k = PythonOperator(task_id="k", python_callable=work)
    k2 = PythonOperator(task_id="k2", python_callable=work)
    u = PythonOperator(task_id="u", python_callable=work)
    door = ShortCircuitOperator(
        task_id="door",
        python_callable=work,
        ignore_downstream_trigger_rules=False,
    )
    on_s = PythonOperator(task_id="on_s", python_callable=work, trigger_rule="all_success")
    on_f = PythonOperator(task_id="on_f", python_callable=work, trigger_rule="all_success")
    on_k = PythonOperator(task_id="on_k", python_callable=work, trigger_rule="all_success")
    on_u = PythonOperator(task_id="on_u", python_callable=work, trigger_rule="all_success")
    on_sf = PythonOperator(task_id="on_sf", python_callable=work, trigger_rule="all_success")
    on_sk = PythonOperator(task_id="on_sk", python_callable=work, trigger_rule="all_success")
    on_fk = PythonOperator(task_id="on_fk", python_callable=work, trigger_rule="all_success")
    on_sfk = PythonOperator(task_id="on_sfk", python_callable=work, trigger_rule="all_success")
    on_su = PythonOperator(task_id="on_su", python_callable=work, trigger_rule="all_success")
    on_ku = PythonOperator(task_id="on_ku", python_callable=work, trigger_rule="all_success")
    on_ss = PythonOperator(task_id="on_ss", python_callable=work, trigger_rule="all_success")
    on_ff = PythonOperator(task_id="on_ff", python_callable=work, trigger_rule="all_success")
    on_kk = PythonOperator(task_id="on_kk", python_callable=work, trigger_rule="all_success")
    door >> [k, k2]
    f >> u
    s >> on_s
    f >> on_f
    k >> on_k
    u >> on_u
    [s, f] >> on_sf
    [s, k] >> on_sk
    [f, k] >> on_fk
    [s, f, k] >> on_sfk
    [s, u] >> on_su
    [k, u] >> on_ku
    [s, s2] >> on_ss
    [f, f2] >> on_ff
    [k, k2] >> on_kk
    # What a door skips goes on to nothing by itself: the rules decide.
    k >> PythonOperator(task_id="whatever_below_k", python_callable=work, trigger_rule="all_done")
