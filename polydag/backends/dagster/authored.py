"""The author's functions in the emitted module: as the body of an op, or standing by themselves and called."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from polydag.backends.asking import ASK, fields_of, questions
from polydag.backends.bodies import LoweredFunction, lower
from polydag.backends.bodies import Packing as BodyPacking
from polydag.backends.bodies.escaping import CONTEXT, Run, hands_on
from polydag.backends.dagster.annotations import kept_annotation, kept_return
from polydag.backends.dagster.awaiting import BY_PARTITION, BY_TICK, spells_awaited
from polydag.backends.dagster.codes import (
    AnnotationLeftOut,
    AttributeDropped,
    AttributeLost,
    FromEnvironment,
    IntrinsicLost,
    ReadsPulled,
)
from polydag.backends.dagster.names import environment_name
from polydag.backends.dagster.noting import EVENTS, spells_events
from polydag.backends.dagster.reporting import spells_notes
from polydag.backends.dagster.rules.codes import (
    AnybodyAnswers,
    AsksByAsset,
    ContextBuilt,
    RunsElsewhere,
)
from polydag.backends.dagster.schedules import spelt_dates
from polydag.backends.dagster.sheet import lines
from polydag.backends.dagster.spelling import spelling
from polydag.backends.dagster.workpiece import Source, Workpiece
from polydag.backends.elsewhere import sent
from polydag.backends.schemas import unchecked
from polydag.backends.settings import stated
from polydag.ir.elsewhere import Elsewhere
from polydag.ir.functions import Function, Parameter, Use
from polydag.ir.operations import Check, Choose, Gate, OfFunction
from polydag.ir.values import Constant, Entries, OutputOf, Value, VariableOf
from polydag.syntax.splice import prepend, signature

# What a body may need that stands in the module, and is no parameter.
HELPED = frozenset({ASK, "Seen", "Skip", BY_PARTITION, BY_TICK, CONTEXT, EVENTS})


def lowered(
    function: Function,
    piece: Workpiece,
    packing: BodyPacking,
    *,
    yields: bool = True,
    raises_skip: bool = False,
) -> LoweredFunction:
    """The function with every intrinsic spelt for Dagster; what has no spelling is told.

    With `raises_skip` it asks for a skip by an exception, as a tracked op does, since what it returns means something else.
    """
    dates = spelt_dates(piece.design, piece.sheet)
    # A plain function is given the resource, whatever that is called.
    resource = piece.design.params_key if becomes_op(piece) else "params"
    table = spelling(
        shared=resource if piece.design.shared_parameters else None,
        dates=dates,
        tracked=piece.tracked or raises_skip,
        yields=yields,
        assets=piece.design.assets,
        run=Run.of(piece.design.pipeline.parameters),
        asking={
            "awaited": spells_awaited(piece),
            "events": spells_events(piece),
            "metadata": spells_notes(piece),
        },
    )
    made = lower(function, table, packing)
    for module, name in made.imports:
        piece.sheet.needs(module, name)
    for use in made.unsupported:
        piece.sheet.tell(IntrinsicLost(what=_described(use), **piece.place))
    _tell_environment(function.uses, piece)
    _tell_questions(function, piece)
    if hands_on(function, made.unsupported):
        piece.sheet.tell(ContextBuilt(function=function.name, **piece.place))
    for helper in sorted(HELPED):
        if helper in made.needs:
            piece.sheet.inline(helper)
    return made


def _tell_questions(function: Function, piece: Workpiece) -> None:
    for use in questions(function):
        piece.sheet.tell(AsksByAsset(job=piece.design.name, **piece.place))
        if "users" in use.arguments:
            users = ", ".join(ast.literal_eval(use.arguments["users"]))
            piece.sheet.tell(AnybodyAnswers(users=users, **piece.place))
        for entry in fields_of(use):
            for name, value, is_felt in unchecked(entry):
                owner, reason = f"{entry.name} of {piece.id}", "the form does not check it"
                told = AttributeLost if is_felt else AttributeDropped
                piece.sheet.tell(told(attribute=stated(name, value), owner=owner, reason=reason))


def _described(use: Use) -> str:
    return f"`{use.key}` ({use.kind})" if use.key else f"the {use.kind} of its engine"


def _tell_environment(uses: tuple[Use, ...], piece: Workpiece) -> None:
    for use in uses:
        if use.kind in ("variable", "secret"):
            variable = environment_name(use.key)
            piece.sheet.tell(
                FromEnvironment(
                    what=f"the {use.kind}", name=use.key, variable=variable, **piece.place
                )
            )
            piece.sheet.manual.setdefault(
                f"set the environment variable {variable} ({use.kind} `{use.key}` of the source)"
            )
        _tell_environment(use.inner, piece)


def becomes_op(piece: Workpiece) -> bool:
    """Whether the author's function is the op itself."""
    return piece.id in piece.design.inline


@dataclass
class _Signature:
    """The parameters of an op while they are gathered: inputs, inputs with a default, and first lines of the body."""

    given: list[str] = field(default_factory=list)
    defaults: list[str] = field(default_factory=list)
    prologue: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def as_op(
    function: Function, arguments: dict[str, Value], made: LoweredFunction, piece: Workpiece
) -> str:
    """The author's function under the op's name and with the op's signature."""
    parts = _Signature()
    piece.needs.update(made.needs - HELPED)
    if piece.sheet.module.engine == "dagster" and "context" in function.injected:
        piece.needs.add("context")  # the author's signature stays, whether or not the body reads it
    piece.reserved.update(p.name for p in function.arguments)
    for parameter in function.arguments:
        _place(parameter, arguments.get(parameter.name), piece, parts)
    for key, name in made.pulls.items():
        stated = _stated(key, piece)
        if stated is None:
            parts.given.append(_pulled(key, name, piece))
        else:
            _place(Parameter(name=name), stated, piece, parts)
    text = prepend(
        made.text,
        [
            *(f"{c.name} = {c.text}" for c in function.captured if c.how == "constant"),
            *parts.prologue,
        ],
    )
    returns = kept_return(function, piece)
    if returns != function.returns:
        parts.left_out.append("the result")
    if parts.left_out:
        piece.sheet.tell(AnnotationLeftOut(names=", ".join(parts.left_out), **piece.place))
    parameters = [
        *engine_parameters(piece),
        *parts.given,
        *parts.defaults,
        *engine_parameters(piece, last=True),
    ]
    return signature(
        text, name=piece.symbol, parameters=_required_first(parameters), returns=returns
    )


def _required_first(parameters: list[str]) -> list[str]:
    return sorted(parameters, key=lambda text: "=" in text)


def _place(parameter: Parameter, value: Value | None, piece: Workpiece, parts: _Signature) -> None:
    """Where a parameter of the author goes: an input, a default, or a first line of the body."""
    name = parameter.name
    if name in piece.items:
        parts.given.append(name)
        parts.left_out += [f"`{name}`"] if parameter.annotation else []
        return
    if value is None:
        _own_default(parameter, piece, parts)
        return
    sources = piece.sources(value) if not piece.design.assets else None
    if sources is not None or (isinstance(value, OutputOf | VariableOf) and not value.path):
        made = (
            piece.take(name, sources, many=True)
            if sources is not None
            else piece.expression_as(name, value)
        )
        if made == name:
            parts.given.append(_annotated(parameter, value, piece, parts))
        else:
            parts.prologue.append(f"{name} = {made}")
            parts.given += [] if made in parts.given else [made]
        return
    if isinstance(value, Constant) and not piece.design.assets and not piece.tracked:
        parts.defaults.append(f"{name}={piece.sheet.value(value)}")
        return
    before = list(piece.inputs)
    parts.prologue.append(f"{name} = {piece.expression(value)}")
    parts.given += [made for made in piece.inputs if made not in before]


def _own_default(parameter: Parameter, piece: Workpiece, parts: _Signature) -> None:
    if parameter.default is None:
        parts.given.append(parameter.name)
    elif piece.design.assets or piece.tracked:
        parts.prologue.append(f"{parameter.name} = {parameter.default}")
    else:
        parts.defaults.append(f"{parameter.name}={parameter.default}")


def _annotated(parameter: Parameter, value: Value, piece: Workpiece, parts: _Signature) -> str:
    annotation = kept_annotation(parameter, value, piece)
    if parameter.annotation is not None and annotation is None:
        parts.left_out.append(f"`{parameter.name}`")
    return f"{parameter.name}: {annotation}" if annotation else parameter.name


def _pulled(key: str, name: str, piece: Workpiece) -> str:
    operation = piece.task.operation
    assert isinstance(operation, OfFunction), "only a function pulls"
    value = operation.pulls[key]
    sources = piece.sources(value)
    if sources is not None:
        return piece.take(name, sources, many=True)
    if isinstance(value, OutputOf):
        return piece.take(
            name, (Source(value.task, value.output),), many=piece.is_mapped(value.task)
        )
    return name


def _stated(key: str, piece: Workpiece) -> Value | None:
    """A value that a body asks its engine for and that no other task gives, or of which another one gives the whole."""
    operation = piece.task.operation
    value = operation.pulls[key] if isinstance(operation, OfFunction) else None
    is_part = isinstance(value, OutputOf) and bool(value.path)
    return value if is_part or isinstance(value, Entries | Constant) else None


def engine_parameters(piece: Workpiece, *, last: bool = False) -> list[str]:
    """What Dagster gives besides inputs: `context` first, config and resources last."""
    sheet = piece.sheet
    if not last:
        kind = "AssetExecutionContext" if piece.design.assets else "OpExecutionContext"
        return [f"context: {sheet.dagster(kind)}"] if "context" in piece.needs else []
    found = [f"config: {piece.config_class}"] if "config" in piece.needs else []
    resource = f"{piece.design.params_key}: {piece.design.params_class}"
    found += [resource] if "params" in piece.needs else []
    return [*found, *sorted(n for n in piece.needs if n not in ("context", "config", "params"))]


def by_itself(function: Function, piece: Workpiece, made: LoweredFunction) -> None:
    """Print the function as a plain one before the op that calls it; several tasks share one."""
    if function.elsewhere is not None:
        piece.sheet.tell(RunsElsewhere(python=function.elsewhere.kind, **piece.place))
    if function.name in piece.sheet.printed:
        return
    piece.sheet.printed.add(function.name)
    leading = (
        [f"context: {piece.sheet.dagster('OpExecutionContext')}"] if "context" in made.needs else []
    )
    more = [n for n in ("config", "params") if n in made.needs]
    place = function.elsewhere
    constants = [f"{c.name} = {c.text}" for c in function.captured if c.how == "constant"]
    text = prepend(made.text, [*constants, *(place.constants if place is not None else ())])
    text = signature(text, parameters=[*leading, *more, *made.parameters])
    decorator = "" if place is None else _sending(place, piece)
    piece.before.append(lines([function.comment, decorator, piece.sheet.holds.hold(text)]))


def _sending(elsewhere: Elsewhere, piece: Workpiece) -> str:
    """The decorator that has another Python run the function."""
    made = sent(elsewhere)
    piece.sheet.inline(made.helper)
    piece.sheet.packages.update(dict.fromkeys(made.packages))
    return f"@{piece.sheet.value(made.decorator)}"


def called(
    function: Function | None,
    name: str,
    arguments: dict[str, Value],
    made: LoweredFunction | None,
    piece: Workpiece,
) -> str:
    """A call of the author's function as an expression of the op's body."""
    given: list[str] = []
    if made is not None:
        piece.needs.update(made.needs - HELPED)
        names = {"context": "context", "config": "config", "params": piece.design.params_key}
        given += [name for need, name in names.items() if need in made.needs]
    kinds = {p.name: p.kind for p in function.arguments} if function is not None else {}
    for parameter, value in arguments.items():
        if parameter in piece.items:
            continue
        text = piece.expression_as(parameter, value)
        mark = {"var_positional": "*", "var_keyword": "**"}.get(
            kinds.get(parameter, ""), f"{parameter}="
        )
        given.append(f"{mark}{text}")
    given += [f"**{i}" if p == "**" else f"{p}={i}" for p, i in piece.items.items()]
    if made is not None:
        for key, parameter in made.pulls.items():
            stated = _stated(key, piece)
            taken = _pulled(key, parameter, piece) if stated is None else piece.expression(stated)
            given.append(f"{parameter}={taken}")
    given.sort(key=lambda text: ("=" in text) and not text.startswith("*"))
    text = f"{name}({', '.join(given)})"
    # An op that calls what is asynchronous is not: it runs it to its end.
    waits = function is not None and function.is_async and not function.is_generator
    return f"{piece.sheet.needs('asyncio')}.run({text})" if waits else text


def tell_pulls(piece: Workpiece) -> None:
    """An output that a body fetches by itself is an input here, which is waited for."""
    facts = piece.design.facts
    for pulled in facts.pulled[piece.id]:
        if pulled not in facts.graph.ancestors(piece.id):
            piece.sheet.tell(ReadsPulled(pulled=pulled, **piece.place))


def called_by_itself(operation: Choose | Gate | Check, piece: Workpiece) -> str:
    """Print the function that decides as a plain one, and give the call of it."""
    function = piece.design.facts.function(piece.task)
    if function is None:
        return called(None, operation.function, operation.arguments, None, piece)
    made = lowered(function, piece, BodyPacking(), yields=False)
    by_itself(function, piece, made)
    return called(function, function.name, operation.arguments, made, piece)
