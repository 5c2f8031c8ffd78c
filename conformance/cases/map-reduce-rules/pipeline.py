"""What stands below a mapping, under each rule: the instances are its upstreams."""

from polydag import Pipeline, task


@task
def files() -> list[str]:
    return ["a", "b"]


@task
def load(file: str) -> int:
    return len(file)


@task(trigger_rule="all_done")
def tidy() -> int:
    return 0


@task(trigger_rule="none_failed")
def note() -> int:
    return 0


@task(trigger_rule="none_failed_min_one_success")
def publish() -> int:
    return 0


@task(trigger_rule="one_success")
def index() -> int:
    return 0


@task(trigger_rule="one_failed")
def alarm() -> int:
    return 0


@task(trigger_rule="all_failed")
def escalate() -> int:
    return 0


@task(trigger_rule="all_skipped")
def idle() -> int:
    return 0


@task(trigger_rule="none_skipped")
def audit() -> int:
    return 0


with Pipeline("map_reduce_rules") as map_reduce_rules:
    load.map(file=files()) >> [tidy(), note(), publish(), index(), alarm(), escalate(), idle(), audit()]
