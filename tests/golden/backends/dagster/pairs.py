from itertools import product

from dagster import (
    Definitions,
    DynamicOut,
    DynamicOutput,
    Nothing,
    Out,
    Output,
    job,
    op,
)


@op
def days():
    return ["days"]


def load_pair(day, shop):
    return ["load_pair"]


@op(out={"item": DynamicOut(), "some": Out(Nothing, is_required=False)})
def each_load_pair(day_items):
    """One output per item, as Dagster maps over the outputs of an op."""
    items = list(product(day_items, ["a", "b"]))
    if items:
        yield Output(None, "some")
    for index, item in enumerate(items):
        yield DynamicOutput(item, output_name="item", mapping_key=str(index))


# polydag DGW210: the op `each_load_pair`, which the source does not have, gives `load_pair` an instance per item
@op(name="load_pair")
def load_pair_op(item):
    return load_pair(day=item[0], shop=item[1])


@op
def summarize(found):
    return ["summarize"]


@job
def pairs():
    days_done = days()
    item_items, some_item = each_load_pair(day_items=days_done)
    found = item_items.map(load_pair_op)
    summarize(found=found.collect())


defs = Definitions(jobs=[pairs])
# told: DGW001 `pairs` is written as ops: `load_pair` is mapped over a collection
# told: DGW210 the op `each_load_pair`, which the source does not have, gives `load_pair` an instance per item
