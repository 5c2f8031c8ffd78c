"""Checks of tables: queries whose result must be true, a value, or inside of bounds, else the task fails."""

from __future__ import annotations

from collections.abc import Iterator

from polydag.backends.acts.recipes import Acting, Done, done
from polydag.backends.acts.sql import BY, engine, indented, statement
from polydag.rendering.pyvalues import expression
from polydag.rendering.strings import fstring_text, string

# What a check of a column computes.
_COMPUTED = {
    "null_check": "SUM(CASE WHEN {} IS NULL THEN 1 ELSE 0 END)",
    "distinct_check": "COUNT(DISTINCT {})",
    "unique_check": "COUNT({0}) - COUNT(DISTINCT {0})",
    "min": "MIN({})",
    "max": "MAX({})",
}
# How a bound is compared, and which way a tolerance moves it.
_BOUNDS = {
    "geq_to": (">=", -1),
    "greater_than": (">", -1),
    "leq_to": ("<=", 1),
    "less_than": ("<", 1),
}

_COMPARED = _BOUNDS.keys() | {"equal_to"}


@done("sql.check")
def check(acting: Acting) -> Done:
    """The first row of a query, in which everything must be true."""
    failed = "row is None or not all(row)"
    return Done((*_first_row(acting), *unless(failed, "the check gave {row}")), BY)


@done("sql.value_check")
def value_check(acting: Acting) -> Done:
    """The first row of a query, in which everything must be a value, or near it."""
    fits = fitting(acting)
    failed = f"row is None or not all({fits} for value in row)"
    return Done((*_first_row(acting), *unless(failed, "the check gave {row}")), BY)


@done("sql.threshold_check")
def threshold_check(acting: Acting) -> Done:
    """The first value of a query, which must be between two others, or what queries for these give."""
    low, high = (_threshold(acting, name) for name in ("min_threshold", "max_threshold"))
    rows = ["value = connection.exec_driver_sql(sql).scalar()"]
    rows += [f"passes = {low} <= value <= {high}"]
    opened = f"with {engine(acting)}.connect() as connection:"
    refused = unless("not passes", "{value} is not within its bounds")
    return Done((*acting.bound("sql"), opened, *indented(rows), *refused), BY)


def _threshold(acting: Acting, name: str) -> str | None:
    number = _number(acting.constant(name))
    text = acting.take(name)
    return f"{number:g}" if number is not None else f"connection.exec_driver_sql({text}).scalar()"


@done("sql.column_check")
def column_check(acting: Acting) -> Done:
    """Counts and extremes of columns, which must be inside of bounds."""
    tests = _column_tests(acting)
    accepts = acting.known("accept_none") is not False
    rows = ["value = connection.exec_driver_sql(sql).scalar()"]
    rows += ["value = 0 if value is None else value"] if accepts else []
    entries = [f"{sql}: lambda value: {test}," for sql, test in tests.items()]
    return _tested(acting, entries, "{computed}", [*rows, "if not passes(value):"])


@done("sql.table_check")
def table_check(acting: Acting) -> Done:
    """Conditions that hold for every row, or for the table as a whole."""
    passing = "in (1, None)" if acting.known("accept_none") else "== 1"
    test = f"if not connection.exec_driver_sql(sql).scalar() {passing}:"
    if passing == "== 1":
        test = "if connection.exec_driver_sql(sql).scalar() != 1:"
    return _tested(acting, _conditions(acting), "{condition}", [test])


def _first_row(acting: Acting) -> list[str]:
    bound, execute = statement(acting)
    opened = f"with {engine(acting)}.connect() as connection:"
    return [*bound, opened, f"    row = {execute}.fetchone()"]


def unless(failed: str, message: str) -> list[str]:
    """The statements that fail the task where something is so."""
    return [f"if {failed}:", f'    raise ValueError(f"{message}")']


def fitting(acting: Acting) -> str:
    """The test of one value; what looks like a number is compared as a number."""
    wanted, tolerance = _number(acting.known("expected")), _number(acting.known("tolerance"))
    if wanted is None:
        return f"str(value) == str({acting.take('expected')})"
    if tolerance is None:
        return f"float(value) == {wanted:g}"
    margin = abs(wanted) * tolerance
    return f"{wanted - margin:g} <= float(value) <= {wanted + margin:g}"


def _number(value: object) -> float | None:
    try:
        return float(str(value))
    except ValueError:
        return None


def _tested(acting: Acting, checks: list[str], what: str, test: list[str]) -> Done:
    """A loop over checks: for each a query, and the test of what it gives."""
    bound = [*acting.bound("table"), *acting.bound("partition_clause")]
    if not checks:
        return Done((*bound, 'raise NotImplementedError("write the checks of this task")'), BY)
    of_columns = what == "{computed}"
    tests = "tests" if of_columns else "conditions"
    loop = (
        f"computed, passes in {tests}.items()"
        if of_columns
        else f"name, condition in {tests}.items()"
    )
    named = what if of_columns else "{name}"
    rows = [
        f"for {loop}:",
        f"    sql = {fstring_text(_query(acting, what))}",
        *indented(test),
        f'        raise ValueError(f"{named} of {{table}} is not what it must be")',
    ]
    opened = f"with {engine(acting)}.connect() as connection:"
    listed = [f"{tests} = {{", *indented(checks), "}"]
    return Done((*bound, *listed, opened, *indented(rows)), BY)


def _query(acting: Acting, what: str) -> list[str | tuple[str]]:
    """The query of one check: the loop's variable, the table, and which part of it is looked at."""
    inner: list[str | tuple[str]] = [("table",)]
    if "partition_clause" in acting.operation.arguments:
        inner += [" WHERE ", ("partition_clause",)]
    name = (what.strip("{}"),)
    if what == "{computed}":
        return ["SELECT ", name, " FROM ", *inner]
    # A condition may be about the rows or, with COUNT and the like, about the table: either way one number comes out.
    cases = ["SELECT CASE WHEN ", name, " THEN 1 ELSE 0 END AS passed FROM ", *inner]
    return ["SELECT MIN(passed) FROM (", *cases, ") AS checked"]


def _column_tests(acting: Acting) -> dict[str, str]:
    """What is computed of each column, with its test; none where the mapping is only known in a run, or has parts of its own."""
    columns = acting.constant("column_mapping")
    found: dict[str, str] = {}
    for column, checks in columns.items() if isinstance(columns, dict) else ():
        for check, wanted in checks.items():
            if check not in _COMPUTED or not set() < wanted.keys() - {"tolerance"} <= _COMPARED:
                return {}
            computed = string(_COMPUTED[check].format(column))
            found[computed] = " and ".join(_comparisons(wanted))
    if found:
        acting.value("column_mapping")
    return found


def _conditions(acting: Acting) -> list[str]:
    checks = acting.constant("checks")
    each = checks if isinstance(checks, dict) else {}
    if any(wanted.keys() != {"check_statement"} for wanted in each.values()):
        return []
    if each:
        acting.value("checks")
    return [f"{string(name)}: {string(each[name]['check_statement'])}," for name in each]


def _comparisons(wanted: dict[str, object]) -> Iterator[str]:
    tolerance = _number(wanted.get("tolerance"))
    for name, (sign, way) in _BOUNDS.items():
        if name in wanted:
            yield f"value {sign} {_moved(wanted[name], tolerance, way)}"
    if "equal_to" in wanted:
        expected = wanted["equal_to"]
        if tolerance is None:
            yield f"value == {_literal(expected)}"
        else:
            low, high = (_moved(expected, tolerance, way) for way in (-1, 1))
            yield f"{low} <= value <= {high}"


def _moved(bound: object, tolerance: float | None, way: int) -> str:
    number = _number(bound)
    if tolerance is None or number is None:
        return _literal(bound)
    return f"{number + way * abs(number) * tolerance:g}"


def _literal(value: object) -> str:
    return expression(value).text  # type: ignore[arg-type]  # a constant of the source
