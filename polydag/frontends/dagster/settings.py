"""Configs of ops and assets → the parameters of a run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from polydag.frontends.dagster.codes import ParameterClash
from polydag.frontends.dagster.functions import Functions
from polydag.frontends.dagster.handles import Definition
from polydag.frontends.dagster.signature import fields_of, schema_fields
from polydag.frontends.dagster.tags import Owner
from polydag.ir.policies import RunParameter


def parameters_of(
    definitions: Sequence[Definition], pipeline: str, functions: Functions
) -> tuple[RunParameter, ...]:
    """The fields of all configs, each name once; a second default for a name is told."""
    found: dict[str, RunParameter] = {}
    for definition in dict.fromkeys(definitions):
        for parameter in _fields(definition, functions):
            known = found.setdefault(parameter.name, parameter)
            if known.default != parameter.default:
                told = ParameterClash(
                    parameter=parameter.name, pipeline=pipeline, span=definition.span
                )
                functions.collector.tell(told)
    return tuple(found.values())


def _fields(definition: Definition, functions: Functions) -> Iterable[RunParameter]:
    for config in functions.signature(definition.function).configs.values():
        owner = Owner(config.node.name, config.module.span(config.node), functions.collector)
        yield from fields_of(config, owner)
    yield from schema_fields(definition.arguments.peek("config_schema"))
