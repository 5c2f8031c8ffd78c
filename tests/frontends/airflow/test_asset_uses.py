"""What bodies do with assets, and with the objects that Airflow hands to functions under `@asset`."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from polydag.ir.functions import Use, flat_uses
from tests.frontends.airflow.conftest import Read as Result

Read = Callable[[str], Result]
IMPORTS = "from airflow.sdk import Asset, Metadata, asset\n"
MADE = IMPORTS + 'ORDERS = Asset("orders", "s3://lake/orders")\n'
TASK = '{head}with DAG("etl"):\n    @task(outlets=[ORDERS])\n    def load({given}):\n        {body}\n    load()\n'


def uses_of(result: Result, function: str) -> list[tuple[str, str, dict[str, str]]]:
    found: list[Use] = flat_uses(result.module.functions[function].uses)
    return [(use.kind, use.key, use.arguments) for use in found]


@pytest.mark.parametrize(
    ("body", "arguments"),
    [
        ('outlet_events[ORDERS].extra = {"n": 1}', {"value": '{"n": 1}'}),
        ('outlet_events[ORDERS].extra |= {"n": 1}', {"value": '{"n": 1}'}),
        ('outlet_events[ORDERS].extra.update({"n": 1})', {"value": '{"n": 1}'}),
        ('outlet_events[ORDERS].extra["n"] = 1', {"name": '"n"', "value": "1"}),
        ('yield Metadata(ORDERS, {"n": 1})', {"value": '{"n": 1}'}),
        (
            'yield Metadata(Asset("orders", "s3://lake/orders"), extra={"n": 1})',
            {"value": '{"n": 1}'},
        ),
    ],
)
def test_what_is_noted_about_an_asset_is_metadata(
    read: Read, body: str, arguments: dict[str, str]
) -> None:
    result = read(TASK.format(head=MADE, given="*, outlet_events=None", body=body))
    assert uses_of(result, "load") == [("metadata", "orders", arguments)]
    assert result.codes == []
    function = result.module.functions["load"]
    assert (function.is_generator, function.injected) == (False, ("outlet_events",))


def test_the_context_holds_events_under_names_of_the_author(read: Read) -> None:
    body = 'events = context["outlet_events"]\n        events[ORDERS].extra = {"run": context["run_id"]}'
    result = read(TASK.format(head=MADE, given="**context", body=body))
    assert [kind for kind, _, _ in uses_of(result, "load")] == ["context", "metadata", "context"]
    assert result.codes == []


@pytest.mark.parametrize(
    "body",
    [
        'outlet_events[Asset("other")].extra = {"n": 1}',
        "outlet_events[ORDERS].add_partitions('us')",
        "print(outlet_events)",
    ],
)
def test_what_is_none_of_these_is_left_to_be_told(read: Read, body: str) -> None:
    result = read(TASK.format(head=MADE, given="*, outlet_events=None", body=body))
    assert ("context", "outlet_events", {}) in uses_of(result, "load")


def test_a_generator_that_yields_other_things_stays_one(read: Read) -> None:
    body = 'yield Metadata(ORDERS, {"n": 1})\n        yield 2'
    result = read(TASK.format(head=MADE, given="", body=body))
    assert result.module.functions["load"].is_generator


@pytest.mark.parametrize(
    ("said", "value"),
    [("uri", '"s3://lake/orders"'), ("name", '"orders"'), ("group", '"asset"')],
)
def test_names_of_an_asset_are_known(read: Read, said: str, value: str) -> None:
    result = read(TASK.format(head=MADE, given="", body=f"return ORDERS.{said}"))
    assert uses_of(result, "load") == [("literal", "", {"value": value})]
    assert result.codes == []


def test_objects_under_asset_are_known_where_they_are_only_named(read: Read) -> None:
    result = read(
        IMPORTS
        + '@asset(uri="s3://lake/raw", schedule=None)\ndef raw(): ...\n'
        + "@asset(schedule=[raw])\n"
        + "def clean(self, raw, context):\n"
        + '    for event in context["inlet_events"][raw]:\n'
        + "        print(self.uri, raw.uri, event.extra)\n"
        + '    return context["run_id"]\n'
    )
    assert uses_of(result, "clean") == [
        ("events", "raw", {}),
        ("literal", "", {"value": '"clean"'}),
        ("literal", "", {"value": '"s3://lake/raw"'}),
        ("context", "run_id", {}),
    ]
    assert result.codes == []
    function = result.module.functions["clean"]
    assert (function.injected, function.arguments) == (("self", "raw", "context"), ())


def test_an_object_that_is_handed_on_is_its_name_and_told(read: Read) -> None:
    result = read(
        IMPORTS
        + "@asset(schedule=None)\ndef raw(self, outlet_events):\n"
        + "    print(self)\n    outlet_events[self].extra = {'uri': self.uri}\n"
    )
    assert result.codes == ["AFR331"]
    assert [p.name for p in result.module.functions["raw"].arguments] == ["self"]
    kinds = [kind for kind, _, _ in uses_of(result, "raw")]
    assert kinds == ["metadata", "literal"]


def test_a_computed_address_of_an_asset_is_kept(read: Read) -> None:
    result = read(
        'import os\nLAKE = os.environ["LAKE"]\nORDERS = Asset("orders", uri=f"{LAKE}/orders")\n'
        'with DAG("etl"):\n    EmptyOperator(task_id="a", outlets=[ORDERS])\n'
    )
    uri = result.module.assets["orders"].uri
    assert getattr(uri, "text", "") == 'f"{LAKE}/orders"'
