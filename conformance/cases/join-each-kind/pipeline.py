"""Two arms of a branch, and a join of them by each trigger rule."""

from polydag import Pipeline, task


@task.branch
def pick() -> str:
    return "left"


@task
def work() -> int:
    return 1


with Pipeline("join_each_kind"):
    left, right = work.using(id="left")(), work.using(id="right")()
    pick().choose({"left": left, "right": right})
    [left, right] >> work.using(id="on_all_success", trigger_rule="all_success")()
    [left, right] >> work.using(id="on_all_failed", trigger_rule="all_failed")()
    [left, right] >> work.using(id="on_all_done", trigger_rule="all_done")()
    [left, right] >> work.using(id="on_all_skipped", trigger_rule="all_skipped")()
    [left, right] >> work.using(id="on_all_done_min_one_success", trigger_rule="all_done_min_one_success")()
    [left, right] >> work.using(id="on_always", trigger_rule="always")()
    [left, right] >> work.using(id="on_one_success", trigger_rule="one_success")()
    [left, right] >> work.using(id="on_one_failed", trigger_rule="one_failed")()
    [left, right] >> work.using(id="on_one_done", trigger_rule="one_done")()
    [left, right] >> work.using(id="on_none_failed", trigger_rule="none_failed")()
    [left, right] >> work.using(id="on_none_failed_min_one_success", trigger_rule="none_failed_min_one_success")()
    [left, right] >> work.using(id="on_none_skipped", trigger_rule="none_skipped")()
