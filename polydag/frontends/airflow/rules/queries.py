"""Operators that decide by queries: a branch by what one gives, and a comparison of what two days gave."""

from __future__ import annotations

import json

from polydag.frontends.airflow.callables import identifier
from polydag.frontends.airflow.clock import known_of
from polydag.frontends.airflow.request import RULES, Request
from polydag.frontends.airflow.rules.looks_outside import address_of, given_values
from polydag.frontends.airflow.templates import is_template
from polydag.frontends.airflow.templating import rendered
from polydag.frontends.airflow.values import texts
from polydag.frontends.airflow.written import write
from polydag.ir.operations import Call, Choose, Operation
from polydag.syntax.convert import to_python
from polydag.syntax.data import is_known

_SQL = "airflow.providers.common.sql.operators.sql"
_WAYS = ("follow_task_ids_if_true", "follow_task_ids_if_false")
_RATIOS = {
    "max_over_min": "max(new, old) / min(new, old)",
    "relative_diff": "abs(new - old) / old",
}


@RULES.reads(f"{_SQL}.BranchSQLOperator", "airflow.operators.sql.BranchSQLOperator")
def branch_sql_operator(request: Request) -> Operation | None:
    """BranchSQLOperator → Choose by the first value that a query gives."""
    yes, no = (texts(request.given.peek(way)) for way in _WAYS)
    known = [text for text in (*yes, *no) if isinstance(text, str)]
    if not yes or not no or len(known) < len(yes) + len(no):
        return None
    address = address_of(request, ("conn_id",), "sql_default", "URL", "SQLAlchemy")
    given = given_values(request, "sql", "parameters")
    names = ", ".join(given)
    function = write(
        request,
        f'''def {identifier(request.task)}({names}):
    """Choose by whether the first value that the query gives is true."""
    with $sqlalchemy.create_engine({address}).connect() as connection:
        value = connection.exec_driver_sql({names}).fetchone()[0]
    if isinstance(value, str):
        value = value.lower() in ("true", "y", "yes", "1", "on", "t")
    return {json.dumps(yes)} if value else {json.dumps(no)}''',
    )
    for way in _WAYS:
        request.given.take(way)
    _keep_own(request, "database", "use_legacy_sql", "hook_params")
    return Choose(function=function, arguments=given, many=True)


@RULES.reads(
    f"{_SQL}.SQLIntervalCheckOperator",
    "airflow.operators.sql.SQLIntervalCheckOperator",
    "airflow.operators.check_operator.IntervalCheckOperator",
)
def interval_check_operator(request: Request) -> Operation | None:
    """SQLIntervalCheckOperator → Call of a function that compares what metrics were on two days."""
    given = request.given
    limits, formula = _limits(request), known_of(given.peek("ratio_formula")) or "max_over_min"
    days = -7 if given.peek("days_back") is None else known_of(given.peek("days_back"))
    column = given.take_text("date_filter_column") or "ds"
    if not limits or formula not in _RATIOS or not isinstance(days, int) or is_template(column):
        return None
    zero = "True" if given.take_flag("ignore_zero", True) else "False"
    address = address_of(request, ("conn_id",), "sql_default", "URL", "SQLAlchemy")
    query = f"f\"SELECT {{', '.join(limits)}} FROM {{table}} WHERE {column}='{{date}}'\""
    function = write(
        request,
        f'''def {identifier(request.task)}(table, day, day_before):
    """Fail where a metric of the table is too far from what it was."""
    limits = {json.dumps(limits)}
    with $sqlalchemy.create_engine({address}).connect() as connection:
        queries = [{query} for date in (day, day_before)]
        found = [connection.exec_driver_sql(query).fetchone() for query in queries]
    for (metric, limit), new, old in zip(limits.items(), *found):
        fits = {zero} if not new or not old else {_RATIOS[str(formula)]} < limit
        if not fits:
            raise ValueError(f"{{metric}} of {{table}} was {{old}} and is {{new}}")''',
    )
    for name in ("metrics_thresholds", "ratio_formula", "days_back"):
        given.take(name)
    _keep_own(request, "database", "hook_params", "retry_on_failure")
    earlier = f"{{{{ macros.ds_add(ds, {-abs(days)}) }}}}"
    dates = {"day": "{{ ds }}", "day_before": earlier}
    arguments = given_values(request, "table")
    for name, template in dates.items():
        arguments[name] = rendered(request.reading, template, request.task, request.site)
    return Call(function=function, arguments=arguments)


def _limits(request: Request) -> dict[str, float] | None:
    datum = request.given.peek("metrics_thresholds")
    if datum is None or not is_known(datum):
        return None
    limits = to_python(datum)
    if not isinstance(limits, dict) or not all(isinstance(n, int | float) for n in limits.values()):
        return None
    return {str(metric): limits[metric] for metric in sorted(limits)}


def _keep_own(request: Request, *names: str) -> None:
    for name in names:
        stated = request.given.take(name)
        if stated is not None:
            request.extras[name] = request.value(stated)
