import polydag as pd
from polydag import cron as at


@pd.task(retries=1)
def one():
    pd.log.warning("one")
    return 1


@pd.task
def two(one):
    return one


with pd.Pipeline("aliased", schedule=at("@daily")) as aliased:
    two(one=one())
