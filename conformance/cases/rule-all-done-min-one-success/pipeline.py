"""A task with the rule `all_done_min_one_success` below every mix of states: s success, f failed, k skipped, u upstream_failed."""

from polydag import Pipeline, task


@task
def work() -> int:
    return 1


@task.door
def door() -> bool:
    return False


@task(trigger_rule="all_done_min_one_success")
def judge() -> int:
    return 1


with Pipeline("rule_all_done_min_one_success"):
    s = work.using(id="s")()
    s2 = work.using(id="s2")()
    f = work.using(id="f")()
    f2 = work.using(id="f2")()
    k = work.using(id="k")()
    k2 = work.using(id="k2")()
    u = work.using(id="u")()
    door() >> [k, k2]
    f >> u
    s >> judge.using(id="on_s")()
    f >> judge.using(id="on_f")()
    k >> judge.using(id="on_k")()
    u >> judge.using(id="on_u")()
    [s, f] >> judge.using(id="on_sf")()
    [s, k] >> judge.using(id="on_sk")()
    [f, k] >> judge.using(id="on_fk")()
    [s, f, k] >> judge.using(id="on_sfk")()
    [s, u] >> judge.using(id="on_su")()
    [k, u] >> judge.using(id="on_ku")()
    [s, s2] >> judge.using(id="on_ss")()
    [f, f2] >> judge.using(id="on_ff")()
    [k, k2] >> judge.using(id="on_kk")()
