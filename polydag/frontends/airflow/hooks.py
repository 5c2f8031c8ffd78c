"""Callbacks and e-mails at events of tasks and runs."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from polydag.frontends.airflow.callables import identifier
from polydag.frontends.airflow.codes import CallbackUnknown
from polydag.frontends.airflow.given import Given
from polydag.frontends.airflow.handles import NotifierHandle
from polydag.frontends.airflow.notifiers import sent
from polydag.frontends.airflow.reading import Reading
from polydag.frontends.airflow.rules.codes import NotifierWritten
from polydag.frontends.airflow.values import texts
from polydag.frontends.airflow.written import written
from polydag.ir.functions import Function, Parameter
from polydag.ir.policies import Event, Hook
from polydag.syntax.data import Datum, FunctionData, Known, ListData, PartialData, TupleData
from polydag.syntax.describe import literal

EVENTS: dict[str, Event] = {
    "on_failure_callback": "failure",
    "on_success_callback": "success",
    "on_retry_callback": "retry",
    "on_execute_callback": "start",
    "on_skipped_callback": "skip",
}


def callbacks(
    reading: Reading, given: Given, owner: str, events: Mapping[str, Event] = EVENTS
) -> tuple[Hook, ...]:
    """The functions that are called at events: those that the arguments name."""
    found: list[Hook] = []
    for argument, event in events.items():
        said = _said(given, argument)
        for datum in _each(given.take(argument)):
            name = _function(reading, datum, owner, said)
            if name is not None:
                found.append(Hook(event=event, function=name))
    return tuple(found)


def email_hooks(given: Given) -> tuple[Hook, ...]:
    """E-mails to the addresses of `email`; Airflow sends them on failure and on retry unless told not to."""
    recipients = texts(given.take("email"))
    on_failure = given.take_flag("email_on_failure", True)
    on_retry = given.take_flag("email_on_retry", True)
    if not recipients:
        return ()
    failure = (Hook(event="failure", recipients=recipients),) if on_failure else ()
    retry = (Hook(event="retry", recipients=recipients),) if on_retry else ()
    return failure + retry


def _of_partial(reading: Reading, partial: PartialData) -> str | None:
    """The function that calls another one with what a `partial` holds and the context; None where it cannot be written."""
    function = partial.function
    name = _called(reading, function) if isinstance(function, FunctionData) else None
    positional = [literal(datum) for datum in partial.positional]
    named = {key: literal(datum) for key, datum in partial.keywords.items()}
    texts = [text for text in (*positional, *named.values()) if text is not None]
    if name is None or len(texts) < len(positional) + len(named) or any(t.reads for t in texts):
        return None
    # As `partial` calls it: what it holds comes first, then what it is called with.
    given = [text.text for text in positional if text is not None]
    given += ["context", *(f"{key}={text.text}" for key, text in named.items() if text is not None)]
    own = identifier(f"call_{name}")
    made = Function(
        name=own,
        text=f"def {own}(context):\n    {name}({', '.join(given)})",
        parameters=(Parameter(name="context"),),
        names=tuple(dict.fromkeys([name, *(n for text in texts for n in text.names)])),
        returns_value=False,
        synthesised=True,
    )
    return reading.functions.make(made, hook=True)


def _is_called(reading: Reading, function: FunctionData) -> bool:
    """Whether the file also calls a function by itself, or makes a `partial` of it."""
    name = _called(reading, function)
    if name is None or name not in reading.called:
        return False
    return len(function.node.args.args) == 1


def _called(reading: Reading, function: FunctionData) -> str | None:
    """What the file calls a function of its own, or one that it imports."""
    if not function.at_module_level or isinstance(function.node, ast.Lambda):
        return None
    if function.module is reading.module:
        return function.name
    names = (n for n, qualified in reading.module.names.items() if qualified == function.qualified)
    return next(names, None)


def _each(datum: Datum | None) -> Iterator[Datum]:
    if isinstance(datum, ListData | TupleData):
        yield from datum.items
    elif datum is not None and not (isinstance(datum, Known) and datum.value is None):
        yield datum


def _said(given: Given, argument: str) -> str | None:
    """How the call states an argument."""
    own = given.arguments.keywords.get(argument)
    return None if own is None or own.node is None else ast.unparse(own.node)


def _function(reading: Reading, datum: Datum, owner: str, said: str | None) -> str | None:
    if isinstance(datum, FunctionData) and _is_called(reading, datum):
        # The function that others call stays what it is; the engine calls another one.
        datum = PartialData(datum, (), {})
    if isinstance(datum, FunctionData):
        return reading.functions.add(
            datum, f"on_event_of_{owner}".replace("-", "_").replace(".", "_"), hook=True
        )
    if isinstance(datum, NotifierHandle) and (message := sent(datum)) is not None:
        _, name = written(reading, message.text, datum.site, hook=True)
        told = NotifierWritten(
            notifier=datum.name.rpartition(".")[2],
            library=message.library,
            variable=message.variable,
            owner=owner,
            span=datum.site.span,
        )
        reading.tell(told)
        return name
    if isinstance(datum, PartialData) and (made := _of_partial(reading, datum)) is not None:
        return made
    text = literal(datum)
    expression = text.text if text else said or type(datum).__name__
    if isinstance(datum, PartialData) and isinstance(datum.function, FunctionData):
        expression = f"partial({datum.function.name}, …)"
    reading.tell(CallbackUnknown(expression=expression, owner=owner))
    return None
