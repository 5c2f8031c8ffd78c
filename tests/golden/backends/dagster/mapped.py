from typing import Literal

from dagster import (
    Config,
    Definitions,
    DynamicOut,
    DynamicOutput,
    In,
    Nothing,
    Out,
    Output,
    job,
    op,
)


class ReadCityConfig(Config):
    scale: Literal["celsius", "fahrenheit"] = "celsius"


@op
def list_cities():
    return ["list_cities"]


@op(out={"item": DynamicOut(), "some": Out(Nothing, is_required=False)})
def each_city(items):
    """One output per city, as Dagster maps over the outputs of an op."""
    if items:
        yield Output(None, "some")
    for index, city in enumerate(items):
        yield DynamicOutput(city, output_name="item", mapping_key=str(index))


# polydag DGW210: the op `each_city`, which the source does not have, gives `read_city` an instance per item
@op
def read_city(city, config: ReadCityConfig):
    scale = config.scale
    return ["read_city"]


@op(ins={"some": In(Nothing)})
def summarize(readings):
    return ["summarize"]


@op
def publish(summary):
    print("publish")


@job
def mapping():
    list_cities_done = list_cities()
    city_items, some_city = each_city(items=list_cities_done)
    readings = city_items.map(read_city)
    summary = summarize(readings=readings.collect(), some=some_city)
    publish(summary=summary)


defs = Definitions(jobs=[mapping])
# told: DGW001 `mapping` is written as ops: `read_city` is mapped over a collection
# told: DGW210 the op `each_city`, which the source does not have, gives `read_city` an instance per item
