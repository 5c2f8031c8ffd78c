"""Rules that may decide early, below a failure and a skip, of which one or the other comes first.

What is late stands below a chain of tasks, so that the other has ended before.
"""

from polydag import Pipeline, task


@task
def work() -> int:
    return 1


@task.door
def door() -> bool:
    return False


with Pipeline("rule_finishing_orders"):
    s = work.using(id="s")()
    f, u = work.using(id="f")(), work.using(id="u")()
    k = work.using(id="k")()
    wait = work.using(id="wait")()
    late = work.using(id="late")()
    late_f, late_u = work.using(id="late_f")(), work.using(id="late_u")()
    late_k = work.using(id="late_k")()
    f >> u
    door() >> k
    wait >> late >> late_f >> late_u
    late >> door.using(id="late_door")() >> late_k
    [f, late_k] >> work.using(id="all_success_fk_bad_first", trigger_rule="all_success")()
    [late_f, k] >> work.using(id="all_success_fk_skip_first", trigger_rule="all_success")()
    [f, late_k, s] >> work.using(id="all_success_sfk_bad_first", trigger_rule="all_success")()
    [late_f, k, s] >> work.using(id="all_success_sfk_skip_first", trigger_rule="all_success")()
    [u, late_k] >> work.using(id="all_success_ku_bad_first", trigger_rule="all_success")()
    [late_u, k] >> work.using(id="all_success_ku_skip_first", trigger_rule="all_success")()
    [f, late_k] >> work.using(id="all_failed_fk_bad_first", trigger_rule="all_failed")()
    [late_f, k] >> work.using(id="all_failed_fk_skip_first", trigger_rule="all_failed")()
    [f, late_k, s] >> work.using(id="all_failed_sfk_bad_first", trigger_rule="all_failed")()
    [late_f, k, s] >> work.using(id="all_failed_sfk_skip_first", trigger_rule="all_failed")()
    [u, late_k] >> work.using(id="all_failed_ku_bad_first", trigger_rule="all_failed")()
    [late_u, k] >> work.using(id="all_failed_ku_skip_first", trigger_rule="all_failed")()
    [f, late_k] >> work.using(id="all_skipped_fk_bad_first", trigger_rule="all_skipped")()
    [late_f, k] >> work.using(id="all_skipped_fk_skip_first", trigger_rule="all_skipped")()
    [f, late_k, s] >> work.using(id="all_skipped_sfk_bad_first", trigger_rule="all_skipped")()
    [late_f, k, s] >> work.using(id="all_skipped_sfk_skip_first", trigger_rule="all_skipped")()
    [u, late_k] >> work.using(id="all_skipped_ku_bad_first", trigger_rule="all_skipped")()
    [late_u, k] >> work.using(id="all_skipped_ku_skip_first", trigger_rule="all_skipped")()
    [f, late_k] >> work.using(id="none_failed_fk_bad_first", trigger_rule="none_failed")()
    [late_f, k] >> work.using(id="none_failed_fk_skip_first", trigger_rule="none_failed")()
    [f, late_k, s] >> work.using(id="none_failed_sfk_bad_first", trigger_rule="none_failed")()
    [late_f, k, s] >> work.using(id="none_failed_sfk_skip_first", trigger_rule="none_failed")()
    [u, late_k] >> work.using(id="none_failed_ku_bad_first", trigger_rule="none_failed")()
    [late_u, k] >> work.using(id="none_failed_ku_skip_first", trigger_rule="none_failed")()
    [f, late_k] >> work.using(id="none_failed_min_one_success_fk_bad_first", trigger_rule="none_failed_min_one_success")()
    [late_f, k] >> work.using(id="none_failed_min_one_success_fk_skip_first", trigger_rule="none_failed_min_one_success")()
    [f, late_k, s] >> work.using(id="none_failed_min_one_success_sfk_bad_first", trigger_rule="none_failed_min_one_success")()
    [late_f, k, s] >> work.using(id="none_failed_min_one_success_sfk_skip_first", trigger_rule="none_failed_min_one_success")()
    [u, late_k] >> work.using(id="none_failed_min_one_success_ku_bad_first", trigger_rule="none_failed_min_one_success")()
    [late_u, k] >> work.using(id="none_failed_min_one_success_ku_skip_first", trigger_rule="none_failed_min_one_success")()
    [f, late_k] >> work.using(id="none_skipped_fk_bad_first", trigger_rule="none_skipped")()
    [late_f, k] >> work.using(id="none_skipped_fk_skip_first", trigger_rule="none_skipped")()
    [f, late_k, s] >> work.using(id="none_skipped_sfk_bad_first", trigger_rule="none_skipped")()
    [late_f, k, s] >> work.using(id="none_skipped_sfk_skip_first", trigger_rule="none_skipped")()
    [u, late_k] >> work.using(id="none_skipped_ku_bad_first", trigger_rule="none_skipped")()
    [late_u, k] >> work.using(id="none_skipped_ku_skip_first", trigger_rule="none_skipped")()
    [f, late_k] >> work.using(id="one_success_fk_bad_first", trigger_rule="one_success")()
    [late_f, k] >> work.using(id="one_success_fk_skip_first", trigger_rule="one_success")()
    [f, late_k, s] >> work.using(id="one_success_sfk_bad_first", trigger_rule="one_success")()
    [late_f, k, s] >> work.using(id="one_success_sfk_skip_first", trigger_rule="one_success")()
    [u, late_k] >> work.using(id="one_success_ku_bad_first", trigger_rule="one_success")()
    [late_u, k] >> work.using(id="one_success_ku_skip_first", trigger_rule="one_success")()
    [f, late_k] >> work.using(id="one_failed_fk_bad_first", trigger_rule="one_failed")()
    [late_f, k] >> work.using(id="one_failed_fk_skip_first", trigger_rule="one_failed")()
    [f, late_k, s] >> work.using(id="one_failed_sfk_bad_first", trigger_rule="one_failed")()
    [late_f, k, s] >> work.using(id="one_failed_sfk_skip_first", trigger_rule="one_failed")()
    [u, late_k] >> work.using(id="one_failed_ku_bad_first", trigger_rule="one_failed")()
    [late_u, k] >> work.using(id="one_failed_ku_skip_first", trigger_rule="one_failed")()
    [f, late_k] >> work.using(id="one_done_fk_bad_first", trigger_rule="one_done")()
    [late_f, k] >> work.using(id="one_done_fk_skip_first", trigger_rule="one_done")()
    [f, late_k, s] >> work.using(id="one_done_sfk_bad_first", trigger_rule="one_done")()
    [late_f, k, s] >> work.using(id="one_done_sfk_skip_first", trigger_rule="one_done")()
    [u, late_k] >> work.using(id="one_done_ku_bad_first", trigger_rule="one_done")()
    [late_u, k] >> work.using(id="one_done_ku_skip_first", trigger_rule="one_done")()
