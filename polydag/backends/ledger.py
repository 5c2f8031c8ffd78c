"""The writing side of the attribute ledger: what the source sets is used by the backend or told, never passed over.

A `View` wraps an IR model. `use` hands out a field that enters the emitted code; `peek` looks without counting; `told` says that
a diagnostic names it. `open_entries` are the fields that differ from their default and were neither used nor told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from polydag.diagnostics import Diagnostic
from polydag.ir.model import Frozen

M = TypeVar("M", bound=Frozen)

# Where something stood and how it is found again says nothing about what it does.
_WITHOUT_EFFECT = frozenset(
    {"kind", "id", "span", "origin", "source", "native", "address", "symbol"}
)


@dataclass(frozen=True, kw_only=True)
class Unaccounted(Diagnostic):
    """polydag did not account for an attribute that the source sets: a bug of polydag, found by its own ledger.

    The conversion is refused, as the attribute might have been lost silently. Please report it with the source.
    """

    code: ClassVar[str] = "IR901"
    text: ClassVar[str] = "internal: `{attribute}` of `{owner}` was neither carried nor told"
    owner: str
    attribute: str


class View(Generic[M]):
    """A model whose fields are counted as they are used."""

    def __init__(self, model: M, owner: str) -> None:
        self.peek = model
        self.owner = owner
        self._seen: set[str] = set()

    def use(self, *fields: str) -> M:
        """Count fields as carried and give the model to read them from: `view.use("retry").retry`."""
        self._seen.update(fields)
        return self.peek

    def told(self, *fields: str) -> None:
        """Count fields as told by a diagnostic."""
        self._seen.update(fields)

    def open_entries(self) -> Iterator[str]:
        """Fields that differ from their default and were neither used nor told; a target's own extras are its reader's."""
        # What nobody set has its default.
        for name in sorted(self.peek.model_fields_set - _WITHOUT_EFFECT - self._seen):
            field = type(self.peek).model_fields[name]
            if field.is_required():
                continue
            if getattr(self.peek, name) != field.get_default(call_default_factory=True):
                yield name

    def findings(self, pipeline: str, target: str) -> Iterator[Diagnostic]:
        """One internal diagnostic per open entry."""
        for attribute in self.open_entries():
            yield Unaccounted(
                owner=self.owner, attribute=attribute, pipeline=pipeline, target=target
            )
