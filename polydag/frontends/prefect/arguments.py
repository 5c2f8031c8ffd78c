"""Arguments of a task's call by the names of the function's parameters."""

from __future__ import annotations

from dataclasses import dataclass, field

from polydag.frontends.prefect.handles import Output, Wrapped
from polydag.syntax.calls import Argument, CallSite
from polydag.syntax.data import (
    Datum,
    DictData,
    FunctionData,
    Key,
    LoopVariable,
    TupleData,
    Unknown,
    parts,
)
from polydag.syntax.scope import LoopFrame

# What a call gives to Prefect and not to the function.
_ENGINE = ("wait_for", "return_state")


@dataclass(eq=False)
class Bound:
    """What each parameter is given, and what the engine is."""

    arguments: dict[str, Argument] = field(default_factory=dict)
    options: dict[str, Datum] = field(default_factory=dict)

    @property
    def data(self) -> dict[str, Datum]:
        return {name: argument.datum for name, argument in self.arguments.items()}


def bind(function: FunctionData, site: CallSite) -> Bound:
    """Bind a call's arguments; what has its default is left out."""
    signature = function.node.args
    named = [argument.arg for argument in (*signature.posonlyargs, *signature.args)]
    keyword = {argument.arg for argument in signature.kwonlyargs}
    bound = Bound()
    positional = list(site.arguments.positional)
    bound.arguments.update(zip(named, positional, strict=False))
    rest = positional[len(named) :]
    if rest and signature.vararg is not None:
        bound.arguments[signature.vararg.arg] = Argument(TupleData([a.datum for a in rest]))
    others: dict[Key, Datum] = {}
    for name, argument in site.arguments.keywords.items():
        if name in _ENGINE:
            bound.options[name] = argument.datum
        elif name in named or name in keyword:
            bound.arguments[name] = argument
        else:
            others[name] = argument.datum
    if others and signature.kwarg is not None:
        bound.arguments[signature.kwarg.arg] = Argument(DictData({**others}))
    return bound


def is_over(datum: Datum, loop: LoopFrame) -> bool:
    """Whether a value depends on the element of a loop over something unknown."""
    for part in parts(datum):
        if isinstance(part, LoopVariable) and part.loop == loop.id:
            return True
        if isinstance(part, Output) and part.element == loop.id:
            return True
        if isinstance(part, Wrapped) and is_over(part.datum, loop):
            return True
        if isinstance(part, Unknown):
            reads = part.reads or {}
            if any(
                name in loop.variables and isinstance(read, Unknown) for name, read in reads.items()
            ):
                return True
            if any(read is not part and is_over(read, loop) for read in reads.values()):
                return True
    return False
