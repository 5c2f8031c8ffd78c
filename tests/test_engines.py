"""The registry of engines: what a user may call a target."""

from __future__ import annotations

import pytest

from polydag.engines import EngineVersion, UnknownEngineError, parse_target, targets


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("airflow", "airflow-3.3"),
        ("airflow2", "airflow-2.11"),
        ("airflow@2.11", "airflow-2.11"),
        ("dagster-1.13", "dagster-1.13"),
        ("prefect@3.8", "prefect-3.8"),
    ],
)
def test_a_target_has_several_spellings(text: str, key: str) -> None:
    assert parse_target(text).key == key


@pytest.mark.parametrize("text", ["argo", "airflow@1.10", "", "polydag"])
def test_an_unknown_target_is_refused_with_the_choices(text: str) -> None:
    with pytest.raises(
        UnknownEngineError, match=r"airflow@3\.3, airflow@2\.11, dagster@1\.13, prefect@3\.8"
    ):
        parse_target(text)


def test_every_target_is_called_by_its_key() -> None:
    assert [parse_target(target.key) for target in targets()] == list(targets())
    assert EngineVersion("airflow", "2.11") in targets()
