"""Claims about sensors that ask an outside system: what their function asks for, and which of them stay as they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from polydag.ir.operations import Opaque, Wait

Read: TypeAlias = Callable[..., Any]
SQL = "airflow.providers.common.sql.sensors.sql:SqlSensor"
HTTP = "airflow.providers.http.sensors.http:HttpSensor"
S3 = "airflow.providers.amazon.aws.sensors.s3:S3KeySensor"
CLOUD = "airflow.providers.dbt.cloud.sensors.dbt:DbtCloudJobRunSensor"
GCS = "airflow.providers.google.cloud.sensors.gcs:GCSObjectExistenceSensor"
# The class and its arguments → what the function is given, and a part of its text.
READ = {
    "a query": (
        SQL,
        'conn_id="dwh", sql="select 1", parameters={"a": 1}',
        {"sql", "parameters"},
        'environ["DWH_URL"]',
    ),
    "an address": (
        HTTP,
        'endpoint="up"',
        {"endpoint"},
        'environ["HTTP_DEFAULT_URL"] + "/" + endpoint',
    ),
    "an answer that a lambda checks": (
        HTTP,
        'endpoint="up", response_check=lambda r: r.ok',
        {"endpoint"},
        "bool((lambda r: r.ok)(response))",
    ),
    "a method": (
        HTTP,
        'endpoint="up", method="POST", request_params={"a": "b"}',
        {"endpoint", "request_params"},
        'request("POST"',
    ),
    "a key": (
        S3,
        'bucket_name="raw", bucket_key="a.csv"',
        {"bucket_name", "bucket_key"},
        "== bucket_key",
    ),
    "a key with its bucket": (
        S3,
        'bucket_key="s3://raw/a.csv"',
        {"bucket_key"},
        'removeprefix("s3://")',
    ),
    "keys that match": (
        S3,
        'bucket_name="raw", bucket_key="*.csv", wildcard_match=True',
        {"bucket_name", "bucket_key"},
        "fnmatch",
    ),
    "an object": (
        GCS,
        'bucket="raw", object="a.csv"',
        {"bucket", "object"},
        ".blob(object).exists()",
    ),
    "a run of dbt Cloud": (
        CLOUD,
        "run_id=7",
        {"run_id"},
        'account_id = os.environ["DBT_CLOUD_DEFAULT_ACCOUNT"]',
    ),
    "a run of an account": (
        CLOUD,
        "run_id=7, account_id=3",
        {"run_id", "account_id"},
        "/accounts/{account_id}/runs/",
    ),
}
KEPT = {
    "criteria of a query": (SQL, 'conn_id="dwh", sql="select 1", success=lambda cell: cell > 3'),
    "a check that needs the module": (
        HTTP,
        'endpoint="up", response_check=lambda r: r.text == WANTED',
    ),
    "errors that are no errors": (HTTP, 'endpoint="up", response_error_codes_allowlist=["503"]'),
    "several keys": (S3, 'bucket_name="raw", bucket_key=["a", "b"]'),
    "a check of what was found": (S3, 'bucket_key="s3://raw/a", check_fn=lambda files: True'),
}


def dag(operator: str, arguments: str) -> str:
    module, _, name = operator.partition(":")
    call = f'{name}(task_id="look", {arguments}, poke_interval=5)'
    return (
        f'from {module} import {name}\nWANTED = "up"\nwith DAG("etl", schedule=None):\n    {call}\n'
    )


@pytest.mark.parametrize(("operator", "arguments", "given", "text"), READ.values(), ids=READ)
def test_a_sensor_waits_for_a_function_that_asks(
    read: Read, operator: str, arguments: str, given: set[str], text: str
) -> None:
    result = read(dag(operator, arguments))
    operation = result.tasks["look"].operation
    assert isinstance(operation, Wait)
    assert (operation.every, set(operation.arguments)) == (5.0, given)
    assert text in result.module.functions[operation.function].text
    assert result.codes == ["AFR004"]


@pytest.mark.parametrize(("operator", "arguments"), KEPT.values(), ids=KEPT)
def test_what_a_function_cannot_say_stays_the_call_that_it_is(
    read: Read, operator: str, arguments: str
) -> None:
    result = read(dag(operator, arguments))
    assert isinstance(result.tasks["look"].operation, Opaque)
    assert "AFR307" in result.codes
