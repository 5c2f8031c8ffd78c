"""What a rule makes of an operation, and what it may look at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from polydag.backends.airflow.flow import Flow
from polydag.backends.airflow.policies import Keywords
from polydag.backends.airflow.values import Speller
from polydag.backends.airflow.work import Work
from polydag.backends.rules import LoweringRules
from polydag.ir.functions import Function
from polydag.ir.operations import Operation
from polydag.ir.tasks import Task
from polydag.ir.values import Value


@dataclass(frozen=True, kw_only=True)
class Lowered:
    """A task in Airflow's words.

    `decorator` (`task.branch`) and `function` for a decorated function, which is called with `arguments`; `operator`, the
    local name of a class, for an operator. `keywords` are the operation's own. `call` is the author's own call, printed as it is.
    """

    decorator: str = ""
    function: str = ""
    operator: str = ""
    arguments: Mapping[str, Value] = field(default_factory=dict)
    keywords: Keywords = field(default_factory=dict)
    call: str = ""
    made: Function | None = None
    above: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scene:
    """What a rule may look at and use."""

    work: Work
    flow: Flow
    speller: Speller
    is_classic: bool

    @property
    def pipeline(self) -> str:
        """The pipeline's id, for diagnostics."""
        return self.flow.pipeline.id

    def provider(self, module: str, name: str) -> str:
        """The local name of a class of a provider package."""
        return self.work.airflow(module, name)


LoweringRule = Callable[[Operation, Task, Scene], Lowered]
RULES: LoweringRules[Callable[..., Lowered]] = LoweringRules()
