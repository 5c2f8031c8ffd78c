"""Shell commands."""

from __future__ import annotations

from polydag.frontends.airflow.codes import TemplateFile
from polydag.frontends.airflow.names import STANDARD
from polydag.frontends.airflow.request import RULES, Request
from polydag.ir.operations import Operation, Shell
from polydag.ir.skips import UNASKED
from polydag.ir.values import Constant, Value
from polydag.syntax.data import DictData, Known, ListData, TupleData


@RULES.reads(f"{STANDARD}.bash.BashOperator")
def bash_operator(request: Request) -> Operation:
    """BashOperator → Shell."""
    command = request.take_value("bash_command", 0) or Constant(value="")
    _tell_file(request, command)
    return Shell(
        command=command,
        env=_environment(request),
        append_env=request.given.take_flag("append_env", False),
        cwd=request.take_value("cwd"),
        skip_on=_skip_on(request),
    )


def _skip_on(request: Request) -> int | None:
    """The exit code that means skipped; of what says more than one, which stays as it is for Airflow, the first."""
    datum = request.given.take("skip_on_exit_code")
    if datum is None:
        return UNASKED
    if isinstance(datum, Known) and (datum.value is None or isinstance(datum.value, int)):
        return datum.value
    request.extras["skip_on_exit_code"] = request.value(datum)
    items = datum.items if isinstance(datum, ListData | TupleData) else ()
    codes = [item.value for item in items if isinstance(item, Known)]
    return next((code for code in codes if isinstance(code, int)), UNASKED)


def _environment(request: Request) -> dict[str, Value] | None:
    datum = request.given.take("env")
    if isinstance(datum, DictData) and not datum.partial:
        return {name: request.value(value) for name, value in datum.text_entries().items()}
    if datum is not None and not (isinstance(datum, Known) and datum.value is None):
        request.extras["env"] = request.value(datum)
    return None


def _tell_file(request: Request, command: Value) -> None:
    text = command.value if isinstance(command, Constant) else None
    if isinstance(text, str) and text.endswith((".sh", ".bash")):
        told = TemplateFile(command=text, task=request.task, span=request.site.span)
        request.reading.tell(told)
