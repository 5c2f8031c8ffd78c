"""Sensors that ask an outside system: whether a query gives something, a request is answered, an object is there."""

from __future__ import annotations

import ast
import re

from polydag.frontends.airflow.request import RULES, Request
from polydag.frontends.airflow.rules.codes import LooksOutside
from polydag.frontends.airflow.rules.sensors import waiting
from polydag.frontends.airflow.values import scalar
from polydag.frontends.airflow.written import write
from polydag.ir.operations import Operation
from polydag.ir.values import Constant, Value
from polydag.syntax.data import FormatData, FunctionData, Known

_P = "airflow.providers"
_OWN = ("deferrable", "hook_params", "impersonation_chain", "poke_interval_jitter", "verify")


@RULES.reads(
    f"{_P}.common.sql.sensors.sql.SqlSensor",
    "airflow.sensors.sql.SqlSensor",
    "airflow.sensors.sql_sensor.SqlSensor",
)
def sql_sensor(request: Request) -> Operation | None:
    """SqlSensor → Wait for a query whose first value is true; criteria of the author's own stay Airflow's."""
    if _states(request, "success", "failure", "selector", "fail_on_empty"):
        return None
    address = address_of(request, ("conn_id",), "", "URL", "SQLAlchemy")
    given = given_values(request, "sql", "parameters")
    text = f'''def query_finds({", ".join(given)}):
    """Whether the first value that the query gives is true."""
    with $sqlalchemy.create_engine({address}).connect() as connection:
        row = connection.exec_driver_sql({", ".join(given)}).fetchone()
    return row is not None and bool(row[0])'''
    return _wait(request, text, given)


@RULES.reads(
    f"{_P}.http.sensors.http.HttpSensor",
    "airflow.sensors.http_sensor.HttpSensor",
)
def http_sensor(request: Request) -> Operation | None:
    """HttpSensor → Wait for an answer that is no 404, and that a lambda may check."""
    check = _lambda(request, "response_check")
    own = ("response_error_codes_allowlist", "extra_options", "request_kwargs")
    method = request.given.peek("method")
    stated = isinstance(method, Known) and isinstance(method.value, str)
    if check is None or _states(request, *own) or not (method is None or stated):
        return None
    verb = str(method.value) if isinstance(method, Known) else "GET"
    address = address_of(request, ("http_conn_id",), "http_default", "URL", "requests")
    given = given_values(request, "endpoint", "request_params", "headers")
    for name in ("method", "response_check"):
        request.given.take(name)
    keywords = "".join(
        f", {word}={name}"
        for name, word in (
            ("request_params", "params" if verb == "GET" else "data"),
            ("headers",) * 2,
        )
        if name in given
    )
    url = f'{address} + "/" + endpoint.lstrip("/")' if "endpoint" in given else address
    text = f'''def it_answers({", ".join(given)}):
    """Whether the address answers, as it must."""
    response = $requests.request("{verb}", {url}{keywords})
    if response.status_code == 404:
        return False
    response.raise_for_status()
    return {f"bool(({check})(response))" if check else "True"}'''
    return _wait(request, text, given)


@RULES.reads(
    f"{_P}.amazon.aws.sensors.s3.S3KeySensor",
    f"{_P}.amazon.aws.sensors.s3_key.S3KeySensor",
    "airflow.sensors.s3_key_sensor.S3KeySensor",
)
def s3_key_sensor(request: Request) -> Operation | None:
    """S3KeySensor → Wait for an object, or one whose key matches."""
    key = request.given.peek("bucket_key")
    # What is only known in a run may be a list of keys.
    one = isinstance(key, FormatData) or (isinstance(key, Known) and isinstance(key.value, str))
    if not one or _states(request, "check_fn", "use_regex", "metadata_keys"):
        return None
    wild = request.given.take_flag("wildcard_match", False)
    address_of(request, ("aws_conn_id",), "aws_default", "", "boto3")
    given = given_values(request, "bucket_key", "bucket_name")
    whole = "bucket_name" not in given
    rows = [
        f"def key_is_there({', '.join(given)}):",
        '    """Whether an object has the key, or one that matches it."""',
    ]
    if whole:
        rows.append(
            '    bucket_name, _, bucket_key = bucket_key.removeprefix("s3://").partition("/")'
        )
    start = '$re.split(r"[*?\\\\[]", bucket_key)[0]' if wild else "bucket_key"
    fits = '$fnmatch(found["Key"], bucket_key)' if wild else 'found["Key"] == bucket_key'
    rows += [
        '    pages = $boto3.client("s3").get_paginator("list_objects_v2")',
        f"    listed = pages.paginate(Bucket=bucket_name, Prefix={start})",
        f'    return any({fits} for page in listed for found in page.get("Contents", []))',
    ]
    return _wait(request, "\n".join(rows), given)


@RULES.reads(
    f"{_P}.google.cloud.sensors.gcs.GCSObjectExistenceSensor",
    "airflow.contrib.sensors.gcs_sensor.GoogleCloudStorageObjectSensor",
)
def gcs_object_sensor(request: Request) -> Operation:
    """GCSObjectExistenceSensor → Wait for an object of a bucket."""
    address_of(
        request,
        ("google_cloud_conn_id", "gcp_conn_id"),
        "google_cloud_default",
        "",
        "google-cloud-storage",
    )
    text = '''def object_is_there(bucket, object):
    """Whether the bucket has the object."""
    return $storage.Client().bucket(bucket).blob(object).exists()'''
    return _wait(request, text, given_values(request, "bucket", "object"))


@RULES.reads(f"{_P}.dbt.cloud.sensors.dbt.DbtCloudJobRunSensor")
def dbt_cloud_sensor(request: Request) -> Operation:
    """DbtCloudJobRunSensor → Wait for the end of a run of dbt Cloud, which must be a good one."""
    given = given_values(request, "run_id", "account_id")
    suffixes = ("URL", "TOKEN") if "account_id" in given else ("URL", "TOKEN", "ACCOUNT")
    found = addresses_of(request, ("dbt_cloud_conn_id",), "dbt_cloud_default", suffixes, "requests")
    account = "" if "account_id" in given else f"\n    account_id = {found[2]}"
    text = f'''def run_has_ended({", ".join(given)}):
    """Whether the run of dbt Cloud has succeeded; one that failed or was stopped fails the task."""{account}
    address = {found[0]} + f"/api/v2/accounts/{{account_id}}/runs/{{run_id}}/"
    headers = {{"Authorization": "Token " + {found[1]}}}
    response = $requests.get(address, headers=headers)
    response.raise_for_status()
    status = response.json()["data"]["status"]
    if status > 10:
        raise RuntimeError(f"the run of dbt Cloud ended with the state {{status}}")
    return status == 10'''
    return _wait(request, text, given)


def _states(request: Request, *names: str) -> bool:
    """Whether any of these is given."""
    found = [request.given.peek(name) for name in names]
    return any(
        datum is not None and not (isinstance(datum, Known) and not datum.value) for datum in found
    )


def given_values(request: Request, *names: str) -> dict[str, Value]:
    """Those of the arguments that are given, as values."""
    taken = {name: request.take_value(name) for name in names}
    return {
        name: value
        for name, value in taken.items()
        if value is not None and not (isinstance(value, Constant) and value.value is None)
    }


def address_of(
    request: Request, names: tuple[str, ...], default: str, suffix: str, library: str
) -> str:
    """Where the system is, read from a variable of the environment that bears the name of the connection."""
    suffixes = (suffix,) if suffix else ()
    return "".join(addresses_of(request, names, default, suffixes, library))


def addresses_of(
    request: Request,
    names: tuple[str, ...],
    default: str,
    suffixes: tuple[str, ...],
    library: str,
) -> list[str]:
    """What a connection holds, each read from a variable of the environment that bears its name."""
    found = [scalar(request.given.take(name), str) for name in names]
    stated = next((name for name in found if isinstance(name, str)), default)
    base = re.sub(r"[^0-9A-Za-z]", "_", stated)
    variables = [f"{base}_{suffix}".upper() for suffix in suffixes]
    named = ", ".join(f"`{variable}`" for variable in variables)
    told = LooksOutside(
        library=library,
        variable=f"; set {named}" if named else "",
        task=request.task,
        span=request.site.span,
    )
    request.reading.tell(told)
    return [f'$os.environ["{variable}"]' for variable in variables]


def _lambda(request: Request, name: str) -> str | None:
    """The text of a lambda that needs nothing but what it is given; None for any other function."""
    datum = request.given.peek(name)
    if datum is None:
        return ""
    if not isinstance(datum, FunctionData) or not isinstance(datum.node, ast.Lambda):
        return None
    parameters = [argument.arg for argument in datum.node.args.args]
    read = {node.id for node in ast.walk(datum.node.body) if isinstance(node, ast.Name)}
    return ast.unparse(datum.node) if len(parameters) == 1 and read <= set(parameters) else None


def _wait(request: Request, text: str, arguments: dict[str, Value]) -> Operation:
    for name in _OWN:
        stated = request.given.take(name)
        if stated is not None:
            request.extras[name] = request.value(stated)
    return waiting(write(request, text), arguments, request.given)
