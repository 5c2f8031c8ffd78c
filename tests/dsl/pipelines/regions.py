"""Loops, groups and a factory: one pipeline per source."""

from polydag import Pipeline, cron, group, task

SOURCES = {"crm": ["us-east", "eu"], "erp": ["ap"]}
DEFAULTS = dict(retries=2, retry_delay=30)


@task
def load(region, table="orders"):
    return region


@task
def merge(*parts):
    return parts


def build(name, regions):
    with Pipeline(
        f"load_{name}", schedule=[cron("0 1 * * *"), cron("0 13 * * 1-5")], **DEFAULTS
    ) as made:
        loaded = []
        for region in regions:
            with group(region.replace("-", "_"), doc="one region"):
                loaded.append(load(region))
        for table in ("a", "b"):
            load("all", table=table)
        merge(*loaded)
    return made


pipelines = [build(name, regions) for name, regions in SOURCES.items()]
first = pipelines[0]
