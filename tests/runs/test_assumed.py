"""Claims about where engines find what is assumed."""

from __future__ import annotations

import pytest
from pydantic import JsonValue

from polydag.runs.assumed import environment_of

REGIONS = '["eu", "us"]'


@pytest.mark.parametrize(
    ("engine", "name", "value", "found"),
    [
        ("airflow", "regions", ["eu", "us"], {"regions": REGIONS, "AIRFLOW_VAR_REGIONS": REGIONS}),
        ("dagster", "eu.regions", 3, {"eu.regions": "3", "EU_REGIONS": "3"}),
        ("prefect", "REGION", "eu", {"REGION": "eu"}),
        (
            "airflow",
            "db",
            "postgres://host",
            dict.fromkeys(("db", "AIRFLOW_VAR_DB", "AIRFLOW_CONN_DB"), "postgres://host"),
        ),
        pytest.param("airflow", "len(rows)", 3, {}, id="an expression is no name"),
    ],
)
def test_what_is_assumed_is_found_where_the_engine_looks_it_up(
    engine: str, name: str, value: JsonValue, found: dict[str, str]
) -> None:
    assert environment_of(engine, {name: value}) == found
