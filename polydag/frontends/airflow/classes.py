"""Operator classes of the repository: read as the class that they configure, or by their own `execute`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from polydag.frontends.airflow.callables import identifier
from polydag.frontends.airflow.codes import ClassNotFollowed, KillNotCarried
from polydag.frontends.airflow.edges import MethodHandle
from polydag.frontends.airflow.mapping import operator_mapping
from polydag.frontends.airflow.methods import Method, method_of
from polydag.frontends.airflow.names import canonical, is_operator
from polydag.frontends.airflow.operators import make_operator, opaque
from polydag.frontends.airflow.reading import Reading
from polydag.frontends.airflow.request import RULES, OperatorRule, Request
from polydag.frontends.airflow.rules.python import returns_many
from polydag.frontends.airflow.rules.sensors import waiting
from polydag.frontends.airflow.sketch import rule_for
from polydag.ir.operations import Call, Choose, Operation
from polydag.ir.tasks import Mapping
from polydag.ir.values import Value
from polydag.syntax.calls import Argument, Arguments, CallSite, Site
from polydag.syntax.convert import to_python
from polydag.syntax.data import (
    ClassData,
    Datum,
    External,
    FunctionData,
    Handle,
    InstanceData,
    Unknown,
    is_known,
    parts,
)
from polydag.syntax.entering import enter
from polydag.syntax.parameters import parameter_names
from polydag.syntax.trees import nodes

# What runs when a task runs, most telling first.
_WORK = ("execute", "poke", "choose_branch")
# Methods of Airflow that change what a task does.
_AROUND = frozenset({"pre_execute", "post_execute", "prepare_template", "render_template_fields"})
_SPELT = {
    "log": 'logging.getLogger("airflow.task")',
    "task_id": '{context}["ti"].task_id',
    "dag_id": '{context}["ti"].dag_id',
    "params": '{context}["params"]',
}


@dataclass(eq=False)
class OperatorInstance(InstanceData):
    """An operator of a class of the project; `given` is what its `__init__` handed on to Airflow's."""

    given: Arguments | None = None


@dataclass(frozen=True)
class _Class:
    """A class of the project that makes tasks."""

    cls: ClassData
    base: External

    @property
    def own(self) -> Iterator[ClassData]:
        """The class and its bases of the project."""
        return (cls for cls in self.cls.lineage() if isinstance(cls, ClassData))

    @property
    def work(self) -> str | None:
        """The method of its own that does the work."""
        return next((n for n in _WORK if isinstance(self.cls.member(n), FunctionData)), None)

    @property
    def rendered(self) -> frozenset[str] | None:
        """What the class says that Airflow renders; None where it does not say, or that is not known."""
        fields = self.cls.member("template_fields")
        if fields is None or not is_known(fields):
            return None
        listed = to_python(fields)
        return frozenset(map(str, listed if isinstance(listed, list | tuple) else (listed,)))


def operator_class(cls: ClassData) -> _Class | None:
    """The class as one that makes tasks; None where it does not."""
    base = next((base for base in cls.outside_bases() if is_operator(base.qualified)), None)
    return None if base is None else _Class(cls, base)


def make_of_class(
    reading: Reading, made: _Class, site: CallSite, mapping: Mapping | None = None
) -> Datum | None:
    """A task for the call of a class of the project."""
    if RULES.get(canonical(made.cls.qualified)) is not None:
        return make_operator(reading, site, made.cls.qualified, mapping)
    found = _followed(reading, made, site, mapping)
    if isinstance(found, str):

        def unread(request: Request) -> Operation:
            kept = opaque(request, made.cls.qualified, is_told=True)
            told = ClassNotFollowed(
                operator=made.cls.name,
                reason=found,
                task=request.task,
                span=site.span,
                completed_by=rule_for(made.cls.qualified, kept.arguments),
            )
            request.reading.tell(told)
            return kept

        return make_operator(reading, site, made.cls.qualified, mapping, unread)
    return make_operator(reading, found.site, made.cls.qualified, found.mapping, found.rule)


@dataclass(frozen=True)
class _Followed:
    """What is read in place of a call: Airflow's own arguments, the rule that reads them, what is mapped."""

    site: CallSite
    rule: OperatorRule
    mapping: Mapping | None


def _followed(
    reading: Reading, made: _Class, site: CallSite, mapping: Mapping | None
) -> _Followed | str:
    marks = {} if mapping is None else {name: _mark(name, site) for name in mapping.over}
    if "**" in marks:
        return "what each instance is given is only known when it runs"
    instance = OperatorInstance(made.cls, {})
    _initialise(reading, instance, site, marks)
    if instance.given is None:
        return "what its `__init__` does could not be followed"
    renamed: dict[str, str] = {}
    for name, argument in list(instance.given.keywords.items()):
        if argument.datum in marks.values():
            renamed[_name_of(argument.datum, marks)] = name
            del instance.given.keywords[name]
    rule = _rule(made, instance, frozenset(marks.values()), renamed, marks)
    if isinstance(rule, str):
        return rule
    if set(renamed) < set(marks) or _mentions(instance.given.all(), marks):
        return "it computes with what it is mapped over"
    inner = CallSite(site.evaluator, site.node, site.scope, site.loops, site.statement, site.target)
    inner.arguments = _with_nodes(instance.given, site.arguments)
    if mapping is not None:
        over = {renamed[name]: value for name, value in mapping.over.items()}
        mapping = mapping.model_copy(update={"over": over})
    return _Followed(inner, rule, mapping)


def _mark(name: str, site: Site) -> Unknown:
    """What stands for a mapped argument while `__init__` runs."""
    mark = Unknown(name, (), {}, None, site.module)
    mark.reads = {name: mark}
    return mark


def _name_of(datum: Datum, marks: dict[str, Unknown]) -> str:
    return next(name for name, mark in marks.items() if mark is datum)


def _mentions(given: Iterator[Argument], marks: dict[str, Unknown]) -> bool:
    """Whether an argument is computed from what is mapped."""
    found = [part for argument in given for part in parts(argument.datum)]
    read = [r for d in found if isinstance(d, Unknown) for r in (d, *(d.reads or {}).values())]
    return any(datum in marks.values() for datum in read)


def _initialise(
    reading: Reading, instance: OperatorInstance, site: CallSite, marks: dict[str, Unknown]
) -> None:
    """Run `__init__` with what the call and the defaults give."""
    given = site.arguments
    keywords = {**given.keywords, **{name: Argument(mark) for name, mark in marks.items()}}
    arguments = Arguments(list(given.positional), keywords, list(given.spreads))
    init = instance.cls.member("__init__")
    if not isinstance(init, FunctionData):
        instance.given = arguments
        return
    defaults, pipeline = reading.defaults_for(arguments)
    names = {name for function in _inits(instance.cls) for name in parameter_names(function)}
    positional = parameter_names(init)[1 : len(given.positional) + 1]
    for name in sorted(names & defaults.keys() - keywords.keys() - set(positional)):
        arguments.keywords[name] = Argument(defaults[name])
        if pipeline is not None:
            pipeline.used_defaults.add(name)
    inner = CallSite(site.evaluator, site.node, site.scope, site.loops, site.statement)
    inner.arguments = arguments
    bound = FunctionData(
        init.node,
        init.module,
        init.scope,
        init.decorators,
        init.defaults,
        init.keyword_defaults,
        instance,
        init.owner or instance.cls,
    )
    enter(site.evaluator, bound, inner)


def _inits(cls: ClassData) -> Iterator[FunctionData]:
    for base in cls.lineage():
        init = base.members.get("__init__") if isinstance(base, ClassData) else None
        if isinstance(init, FunctionData):
            yield init


def _with_nodes(given: Arguments, stated: Arguments) -> Arguments:
    """What Airflow's `__init__` is given; what the call itself states keeps its expression."""
    known = {id(argument.datum): argument for argument in stated.all()}
    return Arguments(
        [known.get(id(a.datum), Argument(a.datum)) for a in given.positional],
        {n: known.get(id(a.datum), Argument(a.datum)) for n, a in given.keywords.items()},
        given.spreads,
    )


def _rule(
    made: _Class,
    instance: OperatorInstance,
    mapped: frozenset[Datum],
    renamed: dict[str, str],
    marks: dict[str, Unknown],
) -> OperatorRule | str:
    """How the task is read, else why it is not."""
    changed = next((name for name in sorted(_AROUND) if made.cls.member(name) is not None), None)
    if changed is not None:
        return f"its `{changed}` runs beside the work"
    if made.work is None:
        return _configured(made)
    data = made.cls.member(made.work)
    assert isinstance(data, FunctionData)
    method = method_of(data, instance, _function_name(made), _SPELT.get, context=True)
    if isinstance(method, str):
        return method
    for taken in method.unbound.taken:
        if taken.datum in mapped:
            renamed[_name_of(taken.datum, marks)] = taken.parameter
        elif _mentions(iter([Argument(taken.datum)]), marks):
            return "it computes with what it is mapped over"
    return _worker(made, method, mapped)


def _configured(made: _Class) -> OperatorRule | str:
    """The rule of the class that it configures."""
    source = canonical(made.base.qualified)
    rule = RULES.get(source)
    if rule is None:
        return f"no rule reads `{made.base.qualified}`, which it configures"
    foreign = next(_overriding(made), None)
    if foreign is not None:
        return f"its `{foreign}` may change what `{made.base.qualified.rpartition('.')[2]}` does"

    def read(request: Request) -> Operation | None:
        request.source, request.rendered = source, made.rendered
        _tell_kill(made, request)
        operation = rule(request)
        # The call is one of the project's class, and none of the class that it configures.
        request.native = None
        return operation

    return read


def _worker(made: _Class, method: Method, mapped: frozenset[Datum]) -> OperatorRule:
    """A task that runs the class's own work."""

    def read(request: Request) -> Operation:
        _tell_kill(made, request)
        request.function, request.callable = method.added(request.reading), method.data
        rendered = made.rendered
        if rendered is None and made.cls.member("template_fields") is None:
            rendered = frozenset()
        arguments = method.arguments(request, rendered, mapped)
        return _operation(made, method, request, arguments)

    return read


def _operation(
    made: _Class, method: Method, request: Request, arguments: dict[str, Value]
) -> Operation:
    assert request.function is not None
    if made.work == "poke":
        return waiting(request.function, arguments, request.given)
    if made.work == "choose_branch":
        many = returns_many(method.data)
        return Choose(function=request.function, arguments=arguments, many=many)
    return Call(function=request.function, arguments=arguments)


def _tell_kill(made: _Class, request: Request) -> None:
    if made.cls.member("on_kill") is not None:
        told = KillNotCarried(operator=made.cls.name, task=request.task, span=request.site.span)
        request.reading.tell(told)


def _overriding(made: _Class) -> Iterator[str]:
    """Methods that the class does not call itself while it is made: Airflow may."""
    called = {"__init__", "on_kill"}
    todo = list(called)
    while todo:
        member = made.cls.member(todo.pop())
        node = member.node if isinstance(member, FunctionData) else None
        said = {n.attr for n in nodes(node) if isinstance(n, ast.Attribute)} if node else set()
        todo += said - called
        called |= said
    for cls in made.own:
        for name, member in cls.members.items():
            if isinstance(member, FunctionData) and name not in called:
                yield name


def _function_name(made: _Class) -> str:
    """The class's name as a function's: `GetRequestOperator` → `get_request`."""
    stem = re.sub(r"(Operator|Sensor)+$", "", made.cls.name) or made.cls.name
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", stem).lower()
    return identifier(f"check_{words}" if made.work == "poke" else words)


class ClassPartial(Handle):
    """`Operator.partial(…)` of a class of the project."""

    def __init__(self, reading: Reading, made: _Class, stated: CallSite) -> None:
        self.reading = reading
        self.made = made
        self.stated = stated

    def attribute(self, name: str, site: Site) -> Datum:
        return MethodHandle(self._expand) if name == "expand" else site.unknown()

    def _expand(self, site: CallSite) -> Datum:
        inner = CallSite(
            site.evaluator, site.node, site.scope, site.loops, site.statement, site.target
        )
        inner.arguments = self.stated.arguments
        mapping = operator_mapping(self.reading, site, self.made.cls.name)
        return make_of_class(self.reading, self.made, inner, mapping) or site.unknown()


def partial_of_class(reading: Reading, cls: ClassData) -> Datum | None:
    """`Operator.partial` of a class of the project; None where it makes no tasks."""
    made = operator_class(cls)
    if made is None or cls.member("partial") is not None:
        return None
    return MethodHandle(lambda site: ClassPartial(reading, made, site))
