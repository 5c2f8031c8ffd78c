"""Queries, by SQLAlchemy, which hands statements to the database's own driver as they are."""

from __future__ import annotations

from polydag.backends.acts.recipes import Acting, Done, done
from polydag.ir.values import Items

BY = "SQLAlchemy"


@done("sql.query")
def query(acting: Acting) -> Done:
    """A statement, or several, in one transaction; a query gives its rows to whoever reads them."""
    options = ', isolation_level="AUTOCOMMIT"' if acting.is_true("autocommit") else ""
    bound, execute = statement(acting)
    loop = _loop(acting)
    if loop:
        execute = execute.replace("(sql", "(statement", 1)
    rows = [f"{'result = ' if acting.is_read else ''}{execute}"]
    rows = [loop, *indented(rows)] if loop else rows
    if acting.is_read:
        rows.append("return [tuple(row) for row in result] if result.returns_rows else None")
    opened = f"with {engine(acting, options)}.begin() as connection:"
    return Done((*bound, opened, *indented(rows)), BY, "list | None" if acting.is_read else "None")


@done("sql.transfer")
def transfer(acting: Acting) -> Done:
    """The rows of a query in one database, which become rows of a table in another."""
    given = acting.operation.arguments
    names = ("sql", "destination_table", "preoperator")
    bound = [row for name in names for row in acting.bound(name)]
    stated = acting.known("destination_conn_id")
    other = stated if isinstance(stated, str) else "destination"
    address = acting.environment("URL", "the SQLAlchemy URL", other)
    library = acting.needs("sqlalchemy", "")
    several = isinstance(given.get("preoperator"), Items)
    before = (
        ["for statement in preoperator:", "    connection.exec_driver_sql(statement)"]
        if several
        else ["connection.exec_driver_sql(preoperator)"]
    )
    rows = [
        *(before if "preoperator" in given else []),
        'schema, _, name = destination_table.rpartition(".")',
        f"meta = {library}.MetaData(schema=schema or None)",
        f"table = {library}.Table(name, meta, autoload_with=connection)",
        "names = [column.name for column in table.columns]",
        "if rows:",
        "    connection.execute(table.insert(), [dict(zip(names, row)) for row in rows])",
    ]
    return Done(
        (
            *bound,
            f"with {engine(acting)}.connect() as connection:",
            "    rows = connection.exec_driver_sql(sql).fetchall()",
            f"with {library}.create_engine({address}).begin() as connection:",
            *indented(rows),
        ),
        BY,
    )


def statement(acting: Acting) -> tuple[list[str], str]:
    """The statements that name the query and its parameters, and the call that executes it."""
    given = "sql, parameters" if "parameters" in acting.operation.arguments else "sql"
    return [
        *acting.bound("sql"),
        *acting.bound("parameters"),
    ], f"connection.exec_driver_sql({given})"


def engine(acting: Acting, options: str = "") -> str:
    """The engine, for the database whose address the environment has."""
    acting.packages.setdefault("sqlalchemy")
    address = acting.environment("URL", "the SQLAlchemy URL")
    return f"{acting.needs('sqlalchemy', '')}.create_engine({address}{options})"


def indented(rows: list[str]) -> list[str]:
    """Statements inside a block."""
    return [f"    {row}" for row in rows]


def _loop(acting: Acting) -> str:
    """The loop over statements, where there are several; the last one gives the result."""
    several = isinstance(acting.operation.arguments.get("sql"), Items)
    splits = acting.is_true("split_statements")
    if not acting.is_false("return_last"):
        # What the loop leaves is the result of the last statement.
        acting.value("return_last")
    if several:
        return "for statement in sql:"
    if not splits:
        return ""
    acting.packages.setdefault("sqlparse")
    return f"for statement in {acting.needs('sqlparse', '')}.split(sql):"
