"""The author's own call of an operator, word for word."""

from __future__ import annotations

from polydag.frontends.airflow.arguments import BASE_ARGUMENTS
from polydag.frontends.airflow.request import Request
from polydag.frontends.airflow.values import argument_value
from polydag.ir.operations import Opaque


def kept_call(request: Request, class_name: str) -> Opaque:
    """The call with those of its arguments that are the operator's own; nothing is taken or told."""
    site = request.site
    named = {
        str(key): argument
        for key, argument in request.given.rest().items()
        if key not in BASE_ARGUMENTS
    }
    return Opaque(
        class_name=class_name,
        # In a loop the text keeps the loop's variables: it is printed inside a loop again.
        source=site.template(site.node).text,
        arguments={
            name: argument_value(request.reading, argument, request.task, site)
            for name, argument in named.items()
        },
        names=site.unknown().names,
    )
