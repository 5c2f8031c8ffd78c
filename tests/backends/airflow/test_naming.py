"""Ids and names that Airflow and Python allow."""

from __future__ import annotations

import pytest

from polydag.backends.airflow.naming import id_of


@pytest.mark.parametrize(
    ("text", "id"),
    [
        pytest.param("load-eu.orders_1", "load-eu.orders_1", id="letters, digits, -, ., _ stay"),
        pytest.param("open_", "open_", id="an underscore at the end stays"),
        pytest.param("_private", "_private", id="an underscore at the start stays"),
        pytest.param("load orders!", "load_orders", id="what is not allowed becomes an underscore"),
        pytest.param("!", "unnamed", id="nothing that is allowed is left"),
    ],
)
def test_an_id_is_kept_where_airflow_allows_it(text: str, id: str) -> None:
    assert id_of(text) == id
