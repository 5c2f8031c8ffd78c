"""Operators of providers that are not installed: tasks that hold what they are given, and are never executed."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from types import ModuleType
from typing import cast

from polydag.runs.child import fabricate

_TASKS = ("Operator", "Sensor")
# Airflow's own package, and those that others make for it.
_PACKAGES = ("airflow", "airflow_dbt", "airflow_dbt_python", "cosmos")
# What tells these classes from those of Airflow.
MARK = "made_up"


def make_up(operator: type, sensor: type, mapping: ModuleType) -> None:
    """Let missing classes that make tasks of Airflow be operators, or sensors, of this version.

    They take any argument, which the module of Airflow that knows `mapping` would not believe.
    """
    _believe(mapping, operator)

    def maker(module: str, name: str) -> object | None:
        if module.partition(".")[0] not in _PACKAGES or not name.endswith(_TASKS):
            return None
        return _made(name, sensor if name.endswith("Sensor") else operator)

    fabricate.makes(maker)


def _made(name: str, base: type) -> type:
    """A class of operators that takes any argument; all are rendered but functions, which Airflow would call."""
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
        self.template_fields = tuple(n for n in own if not callable(own[n]))  # type: ignore[attr-defined]  # of Airflow's operators

    return type(base)(name, (base,), {"__init__": __init__, "template_fields": (), MARK: True})


def _believe(mapping: ModuleType, operator: type) -> None:
    validate = mapping.validate_mapping_kwargs

    def validated(kind: type, *rest: object) -> None:
        if not hasattr(kind, MARK):
            validate(kind, *rest)

    for holder in (mapping, sys.modules[operator.__module__]):
        vars(holder)["validate_mapping_kwargs"] = validated


def _parameters(initialiser: object) -> list[str]:
    return [*inspect.signature(initialiser).parameters] if inspect.isfunction(initialiser) else []
