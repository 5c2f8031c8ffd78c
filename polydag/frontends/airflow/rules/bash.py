"""Shell commands."""

from __future__ import annotations

from polydag.frontends.airflow.codes import ArgumentUnknown
from polydag.frontends.airflow.drafts import KEYS
from polydag.frontends.airflow.names import BASH
from polydag.frontends.airflow.request import RULES, Request
from polydag.frontends.airflow.rules.codes import CommandRendered, ProcessorLost
from polydag.frontends.airflow.template_codes import TemplateFile
from polydag.frontends.airflow.template_files import template_file
from polydag.frontends.airflow.templates import is_template
from polydag.frontends.airflow.templating import printable, rendered
from polydag.ir.operations import Operation, Script, Shell
from polydag.ir.values import Constant, Text, Value
from polydag.syntax.data import DictData, FunctionData, Known, ListData, TupleData
from polydag.syntax.describe import literal


@RULES.reads(BASH)
def bash_operator(request: Request) -> Operation:
    """BashOperator → Shell."""
    command = _of_file(request, request.take_value("bash_command", 0) or Constant(value=""))
    fields = _skipping(request)
    processor = _processor(request)
    return Shell(
        command=command,
        env=_environment(request),
        append_env=request.given.take_flag("append_env", False),
        cwd=request.take_value("cwd"),
        processor=processor,
        **fields,
    )


def script(
    request: Request, data: FunctionData, function: str, arguments: dict[str, Value]
) -> Operation:
    """`@task.bash` → Script."""
    processor = _processor(request)
    keys = request.given.peek(KEYS)
    if keys is not None:
        request.extras[KEYS] = request.value(keys)
    if is_template(data.module.segment(data.node)):
        told = CommandRendered(function=function, task=request.task, span=request.site.span)
        request.reading.tell(told)
    return Script(
        function=function,
        arguments=arguments,
        env=_environment(request),
        append_env=request.given.take_flag("append_env", False),
        cwd=request.take_value("cwd"),
        processor=processor,
        **_skipping(request),
    )


def _skipping(request: Request) -> dict[str, object]:
    """The exit code that means skipped, where it is one that is known; several are Airflow's own."""
    datum = request.given.take("skip_on_exit_code")
    if isinstance(datum, ListData | TupleData) and len(datum.items) == 1:
        datum = datum.items[0]
    if isinstance(datum, Known) and (datum.value is None or isinstance(datum.value, int)):
        return {"skip_on": datum.value}
    if datum is not None:
        owner, span = request.task, request.site.span
        told = ArgumentUnknown(argument="skip_on_exit_code", owner=owner, task=owner, span=span)
        request.reading.tell(told)
        request.extras["skip_on_exit_code"] = request.value(datum)
    return {}


def _processor(request: Request) -> Value | None:
    """The function that makes the output of the last line, where it can be said where the task runs."""
    datum = request.given.take("output_processor")
    value = None if datum is None else printable(datum)
    if datum is None or value is not None:
        return value
    text = literal(datum)
    told = ProcessorLost(
        processor=text.text if text else "a function", task=request.task, span=request.site.span
    )
    request.reading.tell(told)
    request.extras["output_processor"] = request.value(datum)
    return None


def _environment(request: Request) -> dict[str, Value] | None:
    datum = request.given.take("env")
    if isinstance(datum, DictData) and not datum.partial:
        return {name: request.value(value) for name, value in datum.text_entries().items()}
    if datum is not None and not (isinstance(datum, Known) and datum.value is None):
        request.extras["env"] = request.value(datum)
    return None


def _of_file(request: Request, command: Value) -> Value:
    """What the file of a template holds, where the command is the path of one."""
    text = command.value if isinstance(command, Constant) else None
    if not isinstance(text, str) or not text.endswith((".sh", ".bash")):
        return command
    content = template_file(request.pipeline, text, request.site)
    if content is None:
        told = TemplateFile(command=text, task=request.task, span=request.site.span)
        request.reading.tell(told)
        return command
    # As Jinja, which drops the end of the last line.
    value = rendered(request.reading, content.removesuffix("\n"), request.task, request.site)
    parts = value.parts if isinstance(value, Text) else (value,)
    return Text(parts=parts, template=text)
