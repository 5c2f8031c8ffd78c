"""Questions to people: what an operator asks, as a function whose engine asks it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from polydag.frontends.airflow.callables import identifier
from polydag.frontends.airflow.clock import known_of
from polydag.frontends.airflow.parameters import named_parameters, read_parameter
from polydag.frontends.airflow.request import Request
from polydag.ir.functions import Function, Parameter, Use
from polydag.ir.policies import RunParameter
from polydag.ir.values import Constant, Json, Value
from polydag.rendering.strings import string
from polydag.syntax.convert import to_python
from polydag.syntax.data import Datum, is_known

_RENDERED = ("subject", "body")
# Where the answer stands in the text of a function.
ANSWER = "$answer"


@dataclass
class Question:
    """What is asked: source texts by the intrinsic's names, and the values of those that the function is given."""

    texts: dict[str, str] = field(default_factory=dict)
    arguments: dict[str, Value] = field(default_factory=dict)

    def given(self, request: Request, name: str) -> None:
        """An argument of the operator as a parameter of the function."""
        value = request.take_value(name, templated=name in _RENDERED)
        if value is not None:
            self.arguments[name], self.texts[name] = value, name

    def function(self, request: Request, doc: str, rows: tuple[str, ...]) -> str:
        """The name of the function that asks; `ANSWER` in its rows is the answer."""
        given = ", ".join(f"{name}={text}" for name, text in self.texts.items())
        call = f"ask({given})"
        name = identifier(request.task)
        head = [f"def {name}({', '.join(self.arguments)}):", f'    """{doc}"""']
        text = "\n".join([*head, *(f"    {row}" for row in rows)])
        start = text.index(ANSWER)
        use = Use(kind="ask", arguments=self.texts, start=start, stop=start + len(call))
        function = Function(
            name=name,
            text=text.replace(ANSWER, call),
            parameters=tuple(Parameter(name=name) for name in self.arguments),
            uses=(use,),
            span=request.site.place,
        )
        return request.reading.functions.make(function)


def question_of(request: Request, fixed: Mapping[str, Json]) -> Question | None:
    """What the operator asks; `fixed` are arguments that its class states. None where only a run knows how it is asked."""
    multiple = _flag(request)
    fields = _fields(request)
    seconds = _seconds(request)
    users = _users(request)
    if None in (multiple, fields, seconds, users) or "params" in request.mapped:
        return None
    question = Question()
    for name in _RENDERED:
        question.given(request, name)
    for name in ("options", "defaults"):
        if name in fixed:
            question.texts[name] = source(fixed[name])
            continue
        known = known_texts(request.given.peek(name))
        if known is None or name in request.mapped:
            question.given(request, name)
            continue
        request.given.take(name)
        if known:
            question.texts[name] = source(list(known))
    if multiple:
        question.texts["multiple"] = "True"
    if fields:
        question.texts["fields"] = source(fields)
    if users:
        question.texts["users"] = source(list(users))
    if seconds:
        question.texts["timeout"] = f"{seconds:g}"
    return question


def known_texts(datum: Datum | None) -> tuple[str, ...] | None:
    """A text or a list of texts; None where they are not known."""
    value = None if datum is None else to_python(datum) if is_known(datum) else datum
    listed = [] if value is None else value if isinstance(value, list | tuple) else [value]
    return tuple(str(one) for one in listed) if all(isinstance(v, str) for v in listed) else None


def source(value: Json) -> str:
    """JSON as Python."""
    if isinstance(value, str):
        return string(value)
    if isinstance(value, dict):
        return f"{{{', '.join(f'{string(k)}: {source(v)}' for k, v in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(source, value))}]"
    return repr(value)


def _flag(request: Request) -> bool | None:
    stated = request.given.peek("multiple")
    known = False if stated is None else known_of(stated)
    return known if isinstance(known, bool) and "multiple" not in request.mapped else None


def _fields(request: Request) -> dict[str, Json] | None:
    """The JSON Schema of each entry of the form; None where one has a default that only a run knows."""
    entries = named_parameters(request.given.peek("params"))
    found = {
        name: read_parameter(request.reading, request.pipeline, name, datum)
        for name, datum in entries.items()
    }
    known = all(one.required or isinstance(one.default, Constant) for one in found.values())
    return {name: _schema(one) for name, one in found.items()} if known else None


def _schema(parameter: RunParameter) -> dict[str, Json]:
    stated: dict[str, Json] = {"type": parameter.json_type} if parameter.json_type else {}
    stated |= parameter.constraints
    if isinstance(parameter.default, Constant):
        stated["default"] = parameter.default.value
    if parameter.description:
        stated["description"] = parameter.description
    return stated


def _seconds(request: Request) -> float | None:
    """How long to wait for an answer, 0 for ever; `execution_timeout` is taken for it where that is not stated."""
    given = request.given
    names = [n for n in ("response_timeout", "execution_timeout") if known_or_stated(given.peek(n))]
    if not names:
        return 0.0
    span = known_of(given.peek(names[0]))
    if not isinstance(span, timedelta) or names[0] in request.mapped:
        return None
    return span.total_seconds()


def known_or_stated(datum: Datum | None) -> bool:
    """Whether an argument is given, and not as None."""
    return datum is not None and not (is_known(datum) and to_python(datum) is None)


def _users(request: Request) -> tuple[str, ...] | None:
    """Whom the question is for: names, with the ids where those are others; None where that is not known."""
    datum = request.given.peek("assigned_users")
    if not known_or_stated(datum):
        return ()
    value = to_python(datum) if datum is not None and is_known(datum) else None
    listed = value if isinstance(value, list | tuple) else [value]
    users = [user for user in listed if isinstance(user, dict) and "id" in user]
    if len(users) < len(listed) or "assigned_users" in request.mapped:
        return None
    return tuple(map(_named, users))


def _named(user: Mapping[str, object]) -> str:
    name, id = str(user.get("name", user["id"])), str(user["id"])
    return name if name == id else f"{name} ({id})"
