"""Operators of providers that are not installed: tasks that hold what they are given, and are never executed."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import cast

from polydag.runs.child import fabricate

_TASKS = ("Operator", "Sensor")


def make_up(operator: type, sensor: type) -> None:
    """Let missing classes of Airflow's that make tasks be operators, or sensors, of this version."""

    def maker(module: str, name: str) -> object | None:
        if not module.startswith("airflow.") or not name.endswith(_TASKS):
            return None
        return _made(name, sensor if name.endswith("Sensor") else operator)

    fabricate.makes(maker)


def _made(name: str, base: type) -> type:
    """A class of operators that takes any argument; all of them are rendered."""
    initialise = cast("Callable[..., None]", vars(base)["__init__"])
    known = frozenset(
        parameter for kind in base.__mro__ for parameter in _parameters(vars(kind).get("__init__"))
    )

    def __init__(self: object, **given: object) -> None:
        own = {name: value for name, value in given.items() if name not in known}
        initialise(self, **{name: value for name, value in given.items() if name in known})
        for key, value in own.items():
            setattr(self, key, value)
        # Before the class has any, as an instance of an operator may not be without.
        self.template_fields = tuple(own)  # type: ignore[attr-defined]  # of Airflow's operators

    return type(base)(name, (base,), {"__init__": __init__, "template_fields": ()})


def _parameters(initialiser: object) -> list[str]:
    return [*inspect.signature(initialiser).parameters] if inspect.isfunction(initialiser) else []
