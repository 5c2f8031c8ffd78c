"""Operators that ask a person and wait for the answer."""

from __future__ import annotations

from collections.abc import Mapping

from polydag.frontends.airflow.arguments import BASE_ARGUMENTS
from polydag.frontends.airflow.clock import known_of
from polydag.frontends.airflow.kept import kept_call
from polydag.frontends.airflow.names import STANDARD
from polydag.frontends.airflow.questions import (
    ANSWER,
    Question,
    known_or_stated,
    known_texts,
    question_of,
    source,
)
from polydag.frontends.airflow.request import RULES, Request
from polydag.frontends.airflow.rules.codes import PersonAsked
from polydag.ir.operations import Call, Choose, Gate, Opaque, Operation
from polydag.ir.values import Json
from polydag.syntax.convert import to_python
from polydag.syntax.data import DictData, is_known

_APPROVED, _REJECTED = "Approve", "Reject"
_CHOSEN = 'answer["chosen_options"]'
# Arguments of every operator that mean something else for these.
_OF_QUESTION = ("params", "execution_timeout")


@RULES.reads(f"{STANDARD}.hitl.HITLOperator")
def person_operator(request: Request) -> Operation:
    """HITLOperator → Call of a function that asks."""
    return _call(request, {})


@RULES.reads(f"{STANDARD}.hitl.HITLEntryOperator")
def entry_operator(request: Request) -> Operation:
    """HITLEntryOperator → Call of a function that asks, with a form that is sent by OK."""
    stated = known_or_stated(request.given.peek("options"))
    return _call(request, {} if stated else {"options": ["OK"], "defaults": ["OK"]})


@RULES.reads(f"{STANDARD}.hitl.HITLBranchOperator")
def branch_operator(request: Request) -> Operation:
    """HITLBranchOperator → Choose by the options that are chosen."""
    ways = _ways(request)
    options = known_texts(request.given.peek("options"))
    asked = question_of(request, {}) if ways is not None and options else None
    if asked is None or ways is None or options is None or "options" in asked.arguments:
        return _kept(request)
    many = "multiple" in asked.texts
    chosen = _CHOSEN if many else f"{_CHOSEN}[0]"
    if ways:
        taken: dict[str, Json] = {option: ways.get(option, option) for option in options}
        table = f"tasks = {source(taken)}"
        way = f"[tasks[one] for one in {chosen}]" if many else f"tasks[{chosen}]"
        rows: tuple[str, ...] = (table, f"answer = {ANSWER}", f"return {way}")
    else:
        rows = (f"answer = {ANSWER}", f"return {chosen}")
    request.returned = tuple(ways.get(option, option) for option in options)
    name = _asked(request, asked, "Ask which way to go.", rows)
    return Choose(function=name, arguments=asked.arguments, many=many)


@RULES.reads(f"{STANDARD}.hitl.ApprovalOperator")
def approval_operator(request: Request) -> Operation:
    """ApprovalOperator → Gate that a rejection shuts, or Call of a function that a rejection fails."""
    flags = {name: _flag(request, name) for name in _FLAGS}
    fails, cascade = flags.values()
    fixed: dict[str, Json] = {"options": [_APPROVED, _REJECTED]}
    asked = question_of(request, fixed) if None not in flags.values() else None
    if asked is None:
        return _kept(request)
    approved = f'["{_APPROVED}"]'
    if fails:
        rows: tuple[str, ...] = (
            f"answer = {ANSWER}",
            f"if {_CHOSEN} != {approved}:",
            f'    raise ValueError("{_REJECTED} was chosen")',
            "return answer",
        )
        name = _asked(request, asked, "Ask whether to go on, and fail if not.", rows)
        return Call(function=name, arguments=asked.arguments)
    rows = (f"answer = {ANSWER}", f"return {_CHOSEN} == {approved}")
    name = _asked(request, asked, "Ask whether to go on.", rows)
    return Gate(function=name, arguments=asked.arguments, cascade=bool(cascade))


_FLAGS = ("fail_on_reject", "ignore_downstream_trigger_rules")


def _flag(request: Request, name: str) -> bool | None:
    stated = request.given.peek(name)
    known = False if stated is None else known_of(stated)
    return known if isinstance(known, bool) and name not in request.mapped else None


def _call(request: Request, fixed: Mapping[str, Json]) -> Operation:
    asked = question_of(request, fixed)
    if asked is None:
        return _kept(request)
    name = _asked(request, asked, "Ask, and hand the answer on.", (f"return {ANSWER}",))
    return Call(function=name, arguments=asked.arguments)


def _ways(request: Request) -> dict[str, str] | None:
    """The task that an option stands for, where it is called otherwise; None where only a run knows."""
    datum = request.given.peek("options_mapping")
    if not known_or_stated(datum):
        return {}
    if (
        not isinstance(datum, DictData)
        or not is_known(datum)
        or "options_mapping" in request.mapped
    ):
        return None
    mapping = to_python(datum)
    assert isinstance(mapping, dict), "a dict is one"
    return {str(option): str(task) for option, task in mapping.items()}


def _asked(request: Request, asked: Question, doc: str, rows: tuple[str, ...]) -> str:
    """The name of the function that asks; everything else that the operator is given is Airflow's, or called before."""
    request.native = _whole(request)
    request.function = asked.function(request, doc, rows)
    for name in _OF_QUESTION:
        request.given.take(name)
    request.own = frozenset(_OF_QUESTION)
    request.called = {"notifiers": "start"}
    request.given.arguments.taken.update(request.native.arguments.keys() - request.called)
    return request.function


def _whole(request: Request) -> Opaque:
    """The call with what the question took of its arguments."""
    arguments, taken = request.given.arguments, set(request.given.arguments.taken)
    arguments.taken.difference_update(set(arguments.keywords) - BASE_ARGUMENTS)
    kept = kept_call(request, request.source)
    arguments.taken.update(taken)
    return kept


def _kept(request: Request) -> Opaque:
    """The call word for word, told as what it is."""
    operator = request.source.rpartition(".")[2]
    told = PersonAsked(operator=operator, task=request.task, span=request.site.span)
    request.reading.tell(told)
    kept = _whole(request)
    request.given.arguments.taken.update(kept.arguments)
    return kept
