"""Shell commands."""

from __future__ import annotations

from polydag.frontends.airflow.names import STANDARD
from polydag.frontends.airflow.request import RULES, Request
from polydag.frontends.airflow.template_codes import TemplateFile
from polydag.ir.operations import Operation, Shell
from polydag.ir.values import Constant, Value
from polydag.syntax.data import DictData, Known


@RULES.reads(f"{STANDARD}.bash.BashOperator")
def bash_operator(request: Request) -> Operation:
    """BashOperator → Shell."""
    command = request.take_value("bash_command", 0) or Constant(value="")
    skip = request.given.take("skip_on_exit_code")
    fields: dict[str, object] = {}
    if isinstance(skip, Known) and (skip.value is None or isinstance(skip.value, int)):
        fields["skip_on"] = skip.value
    _tell_file(request, command)
    return Shell(
        command=command,
        env=_environment(request),
        append_env=request.given.take_flag("append_env", False),
        cwd=request.take_value("cwd"),
        **fields,
    )


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
