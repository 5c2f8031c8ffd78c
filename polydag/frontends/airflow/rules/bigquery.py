"""The query operator that BigQuery's provider had once: the configuration of a job, in separate arguments."""

from __future__ import annotations

import re

from polydag.frontends.airflow.asking import Asking
from polydag.frontends.airflow.clock import known_of
from polydag.frontends.airflow.request import RULES, Request
from polydag.frontends.airflow.rules.acts import argument_of, connection_of
from polydag.frontends.airflow.services import GOOGLE
from polydag.ir.operations import Act, KeptText, Operation
from polydag.ir.values import Constant, Entries, Value
from polydag.syntax.data import Datum, ListData, TupleData

_TABLE = re.compile(r"^(?:([\w-]+)[.:])?(\w+)\.(\w+)$")
# What the configuration of a job calls the arguments.
_WORDS = {
    "use_legacy_sql": "useLegacySql",
    "write_disposition": "writeDisposition",
    "create_disposition": "createDisposition",
    "allow_large_results": "allowLargeResults",
    "flatten_results": "flattenResults",
    "priority": "priority",
    "schema_update_options": "schemaUpdateOptions",
    "query_params": "queryParameters",
    "time_partitioning": "timePartitioning",
}
_ASKING = Asking(
    act="bigquery.job",
    names=(
        "airflow.providers.google.cloud.operators.bigquery.BigQueryExecuteQueryOperator",
        "airflow.contrib.operators.bigquery_operator.BigQueryOperator",
    ),
    takes=("sql", "bql", "labels", "location", *_WORDS),
    connection=GOOGLE,
    default="google_cloud_default",
    files={"sql": (".sql",), "bql": (".sql",)},
)


@RULES.reads(*_ASKING.names)
def big_query_operator(request: Request) -> Operation | None:
    """BigQueryOperator → Act: the job that it starts; several queries, or a table that only the run knows, stay its own."""
    given = request.given
    stated = given.peek("destination_dataset_table")
    table = known_of(stated)
    match = _TABLE.match(table) if isinstance(table, str) else None
    is_plain = match is not None or stated is None
    if request.mapped or not is_plain or any(map(_is_list, (given.peek("sql"), given.peek("bql")))):
        return None
    given.take("destination_dataset_table")
    files: dict[str, KeptText] = {}
    taken = {name: argument_of(request, _ASKING, name, files) for name in _ASKING.takes}
    known = {name: value for name, value in taken.items() if value is not None}
    job: dict[str, Value] = {"query": Entries(entries=_query(known, match))}
    if "labels" in known:
        job["labels"] = known["labels"]
    place = {"location": known["location"]} if "location" in known else {}
    arguments: dict[str, Value] = {"configuration": Entries(entries=job), **place}
    connection = connection_of(request, _ASKING)
    return Act(act="bigquery.job", connection=connection, arguments=arguments)


def _query(known: dict[str, Value], table: re.Match[str] | None) -> dict[str, Value]:
    """The query's part of the configuration, with what the operator says where nobody does."""
    text = known.get("sql") or known.get("bql") or Constant(value="")
    query: dict[str, Value] = {"query": text, "useLegacySql": Constant(value=True)}
    query |= {_WORDS[name]: value for name, value in known.items() if name in _WORDS}
    if table is not None:
        parts = zip(("projectId", "datasetId", "tableId"), table.groups(), strict=True)
        place: dict[str, Value] = {name: Constant(value=part) for name, part in parts if part}
        query["destinationTable"] = Entries(entries=place)
        query.setdefault("writeDisposition", Constant(value="WRITE_EMPTY"))
    return query


def _is_list(datum: Datum | None) -> bool:
    return isinstance(datum, ListData | TupleData)
