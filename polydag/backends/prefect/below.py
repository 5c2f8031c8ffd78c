"""The decorators of a function of the author below that of its task."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from polydag.backends.elsewhere import sent
from polydag.backends.prefect.plan import PipelineDesign
from polydag.backends.prefect.rules.codes import RunsElsewhere
from polydag.backends.prefect.silent import NOTHING
from polydag.diagnostics import Diagnostic
from polydag.ir.elsewhere import Elsewhere
from polydag.ir.functions import Function
from polydag.ir.pipeline import Module
from polydag.rendering.imports import Import
from polydag.rendering.pyvalues import Expression, call, expression

Users = Sequence[tuple[PipelineDesign, str]]


@dataclass(frozen=True, kw_only=True)
class Below:
    """`inner` belongs to the task, `kept` to the function, wherever it is called; what both need, and what is told of them."""

    inner: str = ""
    kept: tuple[str, ...] = ()
    helpers: tuple[str, ...] = ()
    imports: tuple[Import, ...] = ()
    packages: tuple[str, ...] = ()
    findings: tuple[Diagnostic, ...] = ()


def below(function: Function, users: Users, module: Module) -> Below:
    """The check of a choice's labels, the author's own decorators, and what has another Python run the function."""
    checked = () if module.engine == "prefect" else _checked_labels(users)
    own = {name for part in module.prelude for name in part.defines}
    authors = [text for text in function.decorators if re.split(r"\W", text)[0] in own]
    sending = () if function.elsewhere is None else _sending(function.elsewhere)
    return Below(
        inner="".join(made.text for _, made in checked),
        kept=(*authors, *(made.text for _, made in sending)),
        helpers=tuple(helper for helper, _ in (*checked, *sending)),
        imports=tuple(item for _, made in sending for item in made.imports),
        packages=() if function.elsewhere is None else sent(function.elsewhere).packages,
        findings=tuple(_told(function, users)),
    )


def _told(function: Function, users: Users) -> list[Diagnostic]:
    place = function.elsewhere
    if place is None:
        return []
    return [
        RunsElsewhere(pipeline=design.pipeline.id, task=id, python=place.kind)
        for design, id in users
    ]


def _sending(elsewhere: Elsewhere) -> tuple[tuple[str, Expression], ...]:
    """The decorators that have another Python run the function, with the helpers that they are."""
    made = sent(elsewhere)
    codes = elsewhere.skip_on
    skips = [("skip_on", call("skip_on", *map(expression, codes)))] if codes else []
    return (*skips, (made.helper, made.decorator))


def _checked_labels(users: Users) -> tuple[tuple[str, Expression], ...]:
    """A choice of another engine fails by itself when it gives a label that there is none of."""
    choices = [(d, id) for d, id in users if id in d.rules.choices]
    if not choices:
        return ()
    many = any(getattr(d.graph.tasks[id].operation, "many", False) for d, id in choices)
    labels = dict.fromkeys(
        label
        for d, id in choices
        for label in getattr(d.graph.tasks[id].operation, "labels", {})
        if (id, label) not in d.rules.refused - d.program.leaving
        if label != NOTHING or not many
    )
    helper = "some_of" if many else "one_of"
    spelt = (expression(label if label != NOTHING else None) for label in labels)
    return ((helper, call(helper, *spelt)),)
