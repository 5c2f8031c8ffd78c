"""Lowers a function for a target: splices its uses, repacks its outputs, gives it a new signature."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from polydag.backends.bodies.draft import Draft
from polydag.backends.bodies.packing import Packing
from polydag.backends.bodies.pulls import lower_pulls
from polydag.backends.bodies.repack import repack, shaped
from polydag.backends.bodies.spelling import Spelling
from polydag.ir.functions import Function, Use
from polydag.syntax.bindings import arguments_of
from polydag.syntax.bodies import Body
from polydag.syntax.functions import defaults
from polydag.syntax.splice import (
    KEEP,
    Keep,
    definition,
    header,
    header_row,
    prepend,
    signature,
    written_parameters,
)
from polydag.syntax.trees import nodes


@dataclass(frozen=True, kw_only=True)
class LoweredFunction:
    """A function for the target, and what it asks of the code around it.

    `parameters` are source texts: those of the author that callers give, the pulls, then what spellings added. `pulls` maps the
    key of each pull to its parameter. `needs` are names of the target's own that are not among the parameters yet. `may_miss`
    are outputs that the author's function does not give on every way through it (they are None then).
    `repacked` says that the outputs leave it in another way than in the source, so that the author's return annotation is gone.
    """

    name: str
    text: str
    parameters: tuple[str, ...] = ()
    pulls: Mapping[str, str] = field(default_factory=dict)
    needs: frozenset[str] = frozenset()
    imports: tuple[tuple[str, str], ...] = ()
    module: tuple[str, ...] = ()
    unsupported: tuple[Use, ...] = ()
    may_miss: frozenset[str] = frozenset()
    repacked: bool = False
    is_generator: bool = False

    def signed(
        self,
        *,
        name: str | None = None,
        leading: Sequence[str] = (),
        parameters: Sequence[str] | None = None,
        returns: str | None | Keep = KEEP,
    ) -> str:
        """The text with `leading` parameters before its own (or before `parameters` in their place), and other parts changed."""
        own = self.parameters if parameters is None else parameters
        return signature(self.text, name=name, parameters=[*leading, *own], returns=returns)


PLAIN = Packing()


def lower(function: Function, spelling: Spelling, packing: Packing = PLAIN) -> LoweredFunction:
    """The function as the target wants it. Where there is nothing to change, its text stays byte for byte."""
    draft = Draft(function, Body(function), spelling)
    pulls = lower_pulls(draft)
    draft.statement_uses()
    draft.dead_assignments()
    draft.self_assignments()
    missed, repacked = repack(draft, shaped(packing, draft))
    text = _framed(draft.finished(), draft)
    parameters = _parameters(draft, list(pulls.values()))
    # What a look of a wait returns has a class of its own in every engine.
    looks = any(use.kind == "seen" for use in function.uses)
    dropped = function.returns is not None and (repacked or looks or names_engine(function))
    returns = None if dropped else KEEP
    text = signature(text, parameters=parameters, returns=returns)
    return LoweredFunction(
        name=function.name,
        text=text,
        parameters=parameters,
        pulls=pulls,
        needs=frozenset(draft.needs),
        imports=tuple(draft.imports),
        module=tuple(draft.module),
        unsupported=tuple(draft.unsupported),
        may_miss=missed,
        repacked=repacked,
        is_generator=_yields(text),
    )


def _yields(text: str) -> bool:
    return "yield" in text and any(
        isinstance(node, ast.Yield | ast.YieldFrom) for node in nodes(definition(text))
    )


def names_engine(function: Function) -> bool:
    """Whether the return annotation needs a name that does not come along: that of a class of the source's engine."""
    tree = ast.parse(function.returns or "None", mode="eval")
    named = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    known = {*function.names, *(capture.name for capture in function.captured), *dir(builtins)}
    return not function.synthesised and bool(named - known)


def _framed(text: str, draft: Draft) -> str:
    """The text with what stands at the beginning and at the end of the body."""
    if draft.last:
        first = draft.body.node.body[0]
        indent, rows = draft.indent_of(draft.body.offset(first)[0]), [text.rstrip()]
        if first.lineno == header_row(draft.text):
            # What is left of a body in the row of its `def` moves to a row of its own; edits stand behind the colon.
            colon = header(draft.text)[4] + 1
            indent, left = "    ", text[colon:].strip()
            rows = [text[:colon], *([f"    {left}"] if left else [])]
        text = "\n".join([*rows, *(f"{indent}{row}" for row in draft.last)])
    return prepend(text, draft.first)


def _parameters(draft: Draft, pulled: list[str]) -> tuple[str, ...]:
    """The author's parameters without those that the engine gave, then pulls and further ones, in an order that Python takes."""
    arguments = draft.body.node.args
    written = _by_name(draft.text, arguments)
    kept = [(name, text) for name, text in written if name not in draft.function.injected]
    if kept and kept[-1][0] == "*":
        kept.pop()
    known = {name for name, _ in kept}
    extra = [
        *pulled,
        *(
            p
            for p in draft.parameters
            if p.partition(":")[0].partition("=")[0].strip() not in known
        ),
    ]
    plain = {argument.arg for argument in (*arguments.posonlyargs, *arguments.args)} - set(
        defaults(arguments)
    )
    at = next(
        (i for i, (name, _) in enumerate(kept) if name not in plain and name != "/"), len(kept)
    )
    required = [text for text in extra if "=" not in text]
    optional = [text for text in extra if "=" in text]
    if not extra and len(kept) == len(written):
        return written_parameters(draft.text)
    texts = [text for _, text in kept]
    stop = next((i for i, (name, text) in enumerate(kept) if text.startswith("*")), len(kept))
    return (*texts[:at], *required, *texts[at:stop], *optional, *texts[stop:])


def _by_name(text: str, arguments: ast.arguments) -> list[tuple[str, str]]:
    """The written parameters with their names; `*` and `/` are called so."""
    names = iter(argument.arg for argument in arguments_of(arguments))
    return [
        (part if part in ("*", "/") else next(names), part) for part in written_parameters(text)
    ]
