"""What outside systems are asked to do, as operators of Airflow's providers: the other way of what its reader knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from polydag.ir.acts import ActName


@dataclass(frozen=True, kw_only=True)
class Operator:
    """The class for an act; `connection` is the argument for the connection, without which it takes the `default`."""

    module: str
    name: str
    package: str
    connection: str = "conn_id"
    default: str | None = None
    renamed: Mapping[str, str] = field(default_factory=dict)

    @property
    def qualified(self) -> str:
        """Its full name."""
        return f"{self.module}.{self.name}"


def _sql(name: str, **renamed: str) -> Operator:
    module, package = (
        "airflow.providers.common.sql.operators.sql",
        "apache-airflow-providers-common-sql",
    )
    return Operator(module=module, name=name, package=package, renamed=renamed)


OPERATORS: Mapping[ActName, Operator] = {
    "sql.query": _sql("SQLExecuteQueryOperator"),
    "sql.check": _sql("SQLCheckOperator"),
    "sql.value_check": _sql("SQLValueCheckOperator", expected="pass_value"),
    "sql.column_check": _sql("SQLColumnCheckOperator"),
    "sql.table_check": _sql("SQLTableCheckOperator"),
}
