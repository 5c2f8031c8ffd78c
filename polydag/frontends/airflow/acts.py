"""Airflow's operators that ask outside systems to do something: for each what it asks for, and how it names that."""

from __future__ import annotations

from polydag.frontends.airflow.asking import Asking
from polydag.frontends.airflow.clouds import CLOUDS
from polydag.frontends.airflow.clusters import CLUSTERS
from polydag.frontends.airflow.services import SERVICES
from polydag.ir.acts import ActName

_SQL = "airflow.providers.common.sql.operators.sql"
_STATEMENT = {"sql": (".sql",)}
_SQL_OWN = ("database", "hook_params", "show_return_value_in_logs", "requires_result_fetch")
_QUERY = ("sql", "parameters", "autocommit", "split_statements", "return_last", "handler")
# By module of the provider: the class, and the prefix of its connection where that is not the module's name.
_DATABASES = {
    "exasol.operators.exasol.ExasolOperator": "exasol",
    "jdbc.operators.jdbc.JdbcOperator": "jdbc",
    "microsoft.mssql.operators.mssql.MsSqlOperator": "mssql",
    "mysql.operators.mysql.MySqlOperator": "mysql",
    "oracle.operators.oracle.OracleOperator": "oracle",
    "postgres.operators.postgres.PostgresOperator": "postgres",
    "amazon.aws.operators.redshift_sql.RedshiftSQLOperator": "redshift",
    "snowflake.operators.snowflake.SnowflakeOperator": "snowflake",
    "sqlite.operators.sqlite.SqliteOperator": "sqlite",
    "trino.operators.trino.TrinoOperator": "trino",
    "vertica.operators.vertica.VerticaOperator": "vertica",
}
_CONTRIB = frozenset({"snowflake", "vertica"})


def _database(path: str, prefix: str) -> Asking:
    """The operator of one database, which common.sql has replaced."""
    name = path.rpartition(".")[2]
    old = "airflow.contrib.operators" if prefix in _CONTRIB else "airflow.operators"
    return Asking(
        act="sql.query",
        names=(f"airflow.providers.{path}", f"{old}.{prefix}_operator.{name}"),
        takes=(*_QUERY, "warehouse", "role", "schema", "authenticator", "session_parameters"),
        connection=(f"{prefix}_conn_id", "conn_id"),
        default=f"{prefix}_default",
        own=_SQL_OWN,
        files=_STATEMENT,
    )


def _check(act: ActName, name: str, *takes: str, **renamed: str) -> Asking:
    old = name.replace("SQL", "")
    return Asking(
        act=act,
        names=(f"{_SQL}.{name}", f"airflow.operators.sql.{name}")
        + ((f"airflow.operators.check_operator.{old}",) if "able" not in name else ()),
        takes=takes,
        connection=("conn_id",),
        renamed=renamed,
        own=("retry_on_failure", *_SQL_OWN),
        files=_STATEMENT,
    )


ASKING: tuple[Asking, ...] = (
    Asking(
        act="sql.query",
        names=(f"{_SQL}.SQLExecuteQueryOperator",),
        takes=_QUERY,
        connection=("conn_id",),
        own=_SQL_OWN,
        files=_STATEMENT,
    ),
    *(_database(path, prefix) for path, prefix in _DATABASES.items()),
    _check("sql.check", "SQLCheckOperator", "sql", "parameters"),
    _check(
        "sql.value_check",
        "SQLValueCheckOperator",
        *("sql", "pass_value", "tolerance", "parameters"),
        pass_value="expected",
    ),
    _check(
        "sql.column_check",
        "SQLColumnCheckOperator",
        *("table", "column_mapping", "partition_clause", "accept_none"),
    ),
    _check("sql.table_check", "SQLTableCheckOperator", "table", "checks", "partition_clause"),
    _check(
        "sql.threshold_check",
        "SQLThresholdCheckOperator",
        *("sql", "min_threshold", "max_threshold"),
    ),
    Asking(
        act="sql.transfer",
        names=(
            "airflow.providers.common.sql.operators.generic_transfer.GenericTransfer",
            "airflow.operators.generic_transfer.GenericTransfer",
        ),
        takes=(
            *("sql", "destination_table", "destination_conn_id", "preoperator", "insert_args"),
            *("rows_processor", "source_hook_params", "destination_hook_params"),
        ),
        connection=("source_conn_id",),
        own=("page_size",),
        files={"sql": (".sql", ".hql"), "preoperator": (".sql", ".hql")},
    ),
    *SERVICES,
    *CLOUDS,
    *CLUSTERS,
)
