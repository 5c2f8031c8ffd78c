"""How Prefect reads what symbolic values of the source ask its server for, and tells those that it cannot say."""

from __future__ import annotations

from dataclasses import dataclass

from polydag.backends.prefect.accounts import PLACES, Tell
from polydag.backends.prefect.codes import Lookup, NotCarried
from polydag.backends.symbols import Asked, Placed, Spelt
from polydag.rendering.strings import string


@dataclass(frozen=True)
class VariableWording:
    """Variables are Prefect's own."""

    tell: Tell

    def variable(self, asked: Asked, at: Placed) -> Spelt:
        """`Variable.get`, which gives a value that is JSON as what it is."""
        place = PLACES["variable"]
        told = Lookup(
            what="variable", name=asked.key, place=place, pipeline=at.pipeline, span=at.span
        )
        self.tell(told)
        default = "" if asked.default is None else f", default={asked.default}"
        key = asked.key if asked.computed else string(asked.key)
        text = f"Variable.get({key}{default})"
        return Spelt(text, {"Variable": "from prefect.variables import Variable"})

    def lost(self, attribute: str, expression: str, at: Placed) -> None:
        """Left out: nothing in the module would define what it reads."""
        told = NotCarried(
            attribute=attribute,
            owner=at.owner,
            reason=f"`{expression}` reads what only the source has",
            pipeline=at.pipeline,
            span=at.span,
        )
        self.tell(told)
