"""What is otherwise around a pipeline on the target: how values of parameters are checked, which packages are there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from polydag.diagnostics import Diagnostic
from polydag.engines import EngineVersion
from polydag.ir.check import span_of
from polydag.ir.pipeline import Module, Pipeline
from polydag.ir.policies import RunParameter
from polydag.translate.codes import PackageElsewhere, ParameterConversion, ParameterObject

# The engine that makes values of a parameter's type of what a run is given.
CONVERTS = "prefect"


def otherwise(
    module: Module, target: EngineVersion, packages: Iterable[str]
) -> Iterator[Diagnostic]:
    """What is told of a module that is written for a target; `packages` are those that it does not find there."""
    for package in packages:
        yield PackageElsewhere(package=package, source=module.engine, here=str(target))
    if module.engine != target.engine:
        for pipeline in module.pipelines:
            yield from _parameters(pipeline, target.engine)


def _parameters(pipeline: Pipeline, engine: str) -> Iterator[Diagnostic]:
    span = span_of(pipeline.span)
    found = [p.name for p in pipeline.parameters if _may_be_text(p, engine)]
    if found:
        yield ParameterConversion(
            pipeline=pipeline.id,
            span=span,
            names=", ".join(f"`{name}`" for name in found),
            here="converts a text to it" if engine == CONVERTS else "refuses any other",
            there="refuses any other" if engine == CONVERTS else "converts a text to it",
        )
    for parameter in pipeline.parameters if engine != CONVERTS else ():
        if _is_object(parameter):
            yield ParameterObject(
                pipeline=pipeline.id,
                span=span,
                name=parameter.name,
                kind=parameter.annotation or "",
            )


def _may_be_text(parameter: RunParameter, engine: str) -> bool:
    """Whether a text is taken for the parameter on one side only."""
    is_typed = parameter.json_type in ("boolean", "integer", "number")
    return is_typed and parameter.coerces != (engine == CONVERTS)


def _is_object(parameter: RunParameter) -> bool:
    """Whether the source makes an object of a class, which no value that a run is given is."""
    known = parameter.json_type is not None or "enum" in parameter.constraints
    is_any = (parameter.annotation or "Any").rpartition(".")[2] in ("Any", "object")
    return parameter.coerces and not known and not is_any and parameter.plain_annotation is None
