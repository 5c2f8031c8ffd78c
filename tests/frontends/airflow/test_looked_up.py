"""Claims about what bodies look up on Airflow's server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("Variable.get('a')", ("variable", "a", {})),
        ("Variable.get('a', 1)", ("variable", "a", {"default": "1"})),
        ("Variable.get(key='a', default_var=x)", ("variable", "a", {"default": "x"})),
        ("Variable.get('a', deserialize_json=True)", ("variable", "a", {"parsed": "True"})),
        ("context['var']['value'].a", ("variable", "a", {})),
        ("context['var']['json'].a", ("variable", "a", {"parsed": "True"})),
        ("context['var']['value'].get('a', 'x')", ("variable", "a", {"default": "'x'"})),
        ("context['var'].get('json').get('a')", ("variable", "a", {"parsed": "True"})),
        ("var['value'].get('a', default='x')", ("variable", "a", {"default": "'x'"})),
        ("conn.a", ("connection", "a", {})),
        ("context['conn'].get('a')", ("connection", "a", {})),
    ],
)
def test_a_lookup_is_read_in_every_spelling(
    read: Callable[[str], Any], expression: str, found: tuple[str, str, dict[str, str]]
) -> None:
    source = f"""
def run(x, var=None, conn=None, **context):
    return {expression}

with DAG("etl"):
    PythonOperator(task_id="run", python_callable=run, op_args=[1])
"""
    [use] = read(source).module.functions["run"].uses
    assert (use.kind, use.key, use.arguments) == found


@pytest.mark.parametrize(
    "expression",
    ["context['var']['other'].a", "context['var']['value'].get(x)", "conn.get('a', None)"],
)
def test_what_is_no_lookup_stays_what_the_context_has(
    read: Callable[[str], Any], expression: str
) -> None:
    source = f"""
def run(x, conn=None, **context):
    return {expression}

with DAG("etl"):
    PythonOperator(task_id="run", python_callable=run, op_args=[1])
"""
    assert {use.kind for use in read(source).module.functions["run"].uses} == {"context"}


@pytest.mark.parametrize("name", ["task_state_store", "asset_state_store", "partition_date"])
def test_what_airflow_hands_to_a_parameter_of_the_name_is_the_contexts(
    read: Callable[[str], Any], name: str
) -> None:
    source = f"""
@task
def run({name}=None):
    return {name}

with DAG("etl"):
    run()
"""
    function = read(source).module.functions["run"]
    assert function.arguments == ()
    assert [(use.kind, use.key) for use in function.uses] == [("context", name)]
