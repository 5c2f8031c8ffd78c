"""Module-level source of the author's that needs Airflow, put where it stood."""

from __future__ import annotations

from polydag.ir.pipeline import Module, Prelude


def with_native(module: Module) -> Module:
    """The module as Airflow's writer takes it: what needs Airflow is source like any other where the file is Airflow's."""
    if module.engine != "airflow" or not module.native:
        return module
    pieces = sorted((*module.prelude, *module.native), key=_line)
    return module.model_copy(update={"prelude": tuple(pieces), "native": ()})


def _line(piece: Prelude) -> int:
    """Where a piece stands in the file; what was made while reading comes after what it is made of."""
    return piece.span.line if piece.span is not None else 1 << 30
