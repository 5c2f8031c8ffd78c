"""What a rule is asked: a call of an operator, in its pipeline, with its id."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from polydag.frontends.airflow.drafts import PipelineDraft
from polydag.frontends.airflow.functions import Placed
from polydag.frontends.airflow.given import Given
from polydag.frontends.airflow.reading import Reading
from polydag.frontends.airflow.values import value_of
from polydag.frontends.rules import ReadingRules
from polydag.ir.operations import Opaque, Operation
from polydag.ir.policies import Event
from polydag.ir.values import Value, VariableOf
from polydag.syntax.calls import CallSite
from polydag.syntax.data import Datum, FunctionData


@dataclass(eq=False)
class Request:
    """One operator to read. A rule takes its arguments from `given`, and notes here what is not part of the operation."""

    reading: Reading
    pipeline: PipelineDraft
    site: CallSite
    given: Given
    task: str
    source: str
    function: str | None = None
    callable: FunctionData | None = None
    outputs: tuple[str, ...] = ("result",)
    # What a branch may return, where its function does not say so in words.
    returned: tuple[str, ...] = ()
    # Arguments of the operator's own that name what is called at an event.
    # Arguments of every operator that mean something of the operator's own.
    own: frozenset[str] = frozenset()
    called: dict[str, Event] = field(default_factory=dict)
    mapped: frozenset[str] = frozenset()
    extras: dict[str, Value] = field(default_factory=dict)
    native: Opaque | None = None
    # Where another Python than the task's runs the function.
    placed: Placed | None = None
    # The arguments that are rendered, where a class says otherwise than the one that it configures.
    rendered: frozenset[str] | None = None

    def value(self, datum: Datum, templated: bool = True) -> Value:
        """A datum as a value; strings are rendered by Airflow where the argument is a template field."""
        return value_of(self.reading, datum, self.task, self.site, templated)

    def take_value(
        self, name: str, position: int | None = None, templated: bool = True
    ) -> Value | None:
        """An argument as a value: what it is mapped over is an element in each instance; None where it is not given."""
        if name in self.mapped:
            return VariableOf(name=name)
        datum = self.given.take(name, position)
        templated = templated and (self.rendered is None or name in self.rendered)
        return None if datum is None else self.value(datum, templated)


# A rule that cannot say what this call of its operator does says None: the call is then kept as it is.
OperatorRule = Callable[[Request], Operation | None]
RULES: ReadingRules[OperatorRule] = ReadingRules()
