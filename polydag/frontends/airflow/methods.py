"""Methods of the author's objects that tasks run: each becomes a function that takes what it reads of its object."""

from __future__ import annotations

from dataclasses import dataclass

from polydag.frontends.airflow.names import SDK, canonical, is_airflow
from polydag.frontends.airflow.reading import Reading
from polydag.frontends.airflow.request import Request
from polydag.frontends.airflow.template_names import INJECTED
from polydag.ir.values import Constant, Value
from polydag.syntax.data import Datum, FunctionData, InstanceData
from polydag.syntax.unbinding import Spelling, Taken, Unbound, Wish, unbind

# What bodies may name of Airflow: it has a neutral meaning.
_MEANT = frozenset(
    {
        *(f"{SDK}.exceptions.Airflow{name}Exception" for name in ("", "Skip", "Fail")),
        f"{SDK}.Variable",
        f"{SDK}.BaseHook",
        f"{SDK}.PokeReturnValue",
        f"{SDK}.get_current_context",
    }
)


@dataclass(frozen=True)
class Method:
    """A method as a function."""

    data: FunctionData
    unbound: Unbound

    def added(self, reading: Reading) -> str:
        """The name under which it is a function of the module."""
        if 'logging.getLogger("airflow.task")' in self.unbound.function.text:
            reading.imports["import logging"] = None
        return reading.functions.adopt(self.unbound, self.data)

    def arguments(
        self, request: Request, rendered: frozenset[str] | None, mapped: frozenset[Datum]
    ) -> dict[str, Value]:
        """What the function takes of its object; what its own default says is left out, what is mapped comes later."""
        found: dict[str, Value] = {}
        for taken in self.unbound.taken:
            if taken.datum in mapped:
                continue
            templated = rendered is None or taken.attribute in rendered
            value = request.value(taken.datum, templated)
            if not _is_default(taken, value):
                found[taken.parameter] = value
        return found


def method_of(
    data: FunctionData,
    instance: InstanceData,
    name: str,
    spelling: Spelling = lambda attribute: None,
    context: bool = False,
) -> Method | str:
    """A method of an object as a function; else the reason why it cannot be one."""
    unbound = unbind(data, instance, Wish(name, spelling, INJECTED, context))
    if isinstance(unbound, str):
        return unbound
    known = {name: meaning for module in unbound.modules for name, meaning in module.names.items()}
    for name in unbound.function.names:
        meaning = known.get(name, "")
        if is_airflow(meaning) and canonical(meaning) not in _MEANT:
            return f"`{data.name}` uses `{name}` of Airflow"
    return Method(data, unbound)


def _is_default(taken: Taken, value: Value) -> bool:
    return isinstance(value, Constant) and taken.default == repr(value.value)
