"""Operators that ask outside systems to do something, read by a table."""

from __future__ import annotations

from pathlib import Path

from polydag.frontends.airflow.acts import ASKING
from polydag.frontends.airflow.asking import Asking
from polydag.frontends.airflow.request import RULES, OperatorRule, Request
from polydag.frontends.airflow.template_codes import TemplateFile
from polydag.frontends.airflow.template_files import template_file
from polydag.frontends.airflow.templating import rendered
from polydag.frontends.airflow.values import argument_value, scalar
from polydag.ir.model import Symbolic
from polydag.ir.operations import Act, KeptText, Operation
from polydag.ir.values import Constant, Value, VariableOf
from polydag.syntax.data import FunctionData, Known


def _reads(asking: Asking) -> OperatorRule:
    def read(request: Request) -> Operation:
        """An operator → Act."""
        for name in asking.own:
            stated = request.given.take(name)
            if stated is not None:
                request.extras[name] = request.value(stated)
        _replace(request, asking)
        files: dict[str, KeptText] = {}
        taken = {name: argument_of(request, asking, name, files) for name in asking.takes}
        return Act(
            act=asking.act,
            connection=connection_of(request, asking),
            arguments={
                asking.renamed.get(name, name): value
                for name, value in taken.items()
                if value is not None
            },
            files={asking.renamed.get(name, name): path for name, path in files.items()},
        )

    return read


def _replace(request: Request, asking: Asking) -> None:
    """Say what versions of before said in the words of today; what is not known stays an argument that nobody reads."""
    for name, (now, values) in asking.replaced.items():
        stated = request.given.peek(name)
        if isinstance(stated, Known) and isinstance(stated.value, bool):
            request.given.take(name)
            request.extras[now] = Constant(value=values[stated.value])


def connection_of(request: Request, asking: Asking) -> str | Symbolic | None:
    """The connection, under any of its names."""
    found = [scalar(request.given.take(name), str) for name in asking.connection]
    return next((name for name in found if name is not None), asking.default)


def argument_of(
    request: Request, asking: Asking, name: str, files: dict[str, KeptText]
) -> Value | None:
    """An argument as a value; the path of a template file becomes what the file holds."""
    if name in request.mapped:
        return VariableOf(name=name)
    stated = request.given.arguments.keywords.get(name)
    datum = request.given.take(name)
    if stated is not None and isinstance(datum, FunctionData) and stated.datum is datum:
        # A lambda has no name by which a value could call it: it stays the expression that it is.
        return argument_value(request.reading, stated, request.task, request.site)
    if datum is None or (isinstance(datum, Known) and datum.value is None):
        return None
    text = datum.value if isinstance(datum, Known) else None
    if not isinstance(text, str) or not text.endswith(asking.files.get(name, ())):
        templated = request.rendered is None or name in request.rendered
        return request.value(datum, templated)
    content = template_file(request.pipeline, text, request.site)
    if content is None:
        told = TemplateFile(command=text, task=request.task, span=request.site.span)
        request.reading.tell(told)
        return Constant(value=text)
    if not Path(text).is_absolute() and ".." not in Path(text).parts:
        files[name] = KeptText(path=text, text=content)
    # As Jinja, which drops the end of the last line.
    return rendered(request.reading, content.removesuffix("\n"), request.task, request.site)


for _asking in ASKING:
    RULES.reads(*_asking.names)(_reads(_asking))
