"""Loops over what is only known when the file is loaded: those that a DAG can hold as loops again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from polydag.backends.airflow.flow import Flow
from polydag.backends.airflow.folds import folds_of
from polydag.backends.airflow.handles import stated_edges
from polydag.backends.airflow.legalise.codes import LoopLost
from polydag.backends.contract import Emission
from polydag.backends.open_loops import doubled, is_next, open_families, planned, refused
from polydag.diagnostics import Collector
from polydag.ir.check import span_of
from polydag.ir.pipeline import Module
from polydag.ir.values import Code


def in_loops(
    module: Module,
    tried: Iterable[Flow],
    write: Callable[[Module, Collector], Emission],
    collector: Collector,
) -> Emission:
    """The module with its open loops as loops; `tried` are the flows of two iterations of each, which show what none says."""
    lost = _unfolded(tried)
    _tell(module, lost, collector)
    heard = Collector()
    emission = write(doubled(refused(module, lost)), heard)
    collector.extend(d for d in heard.diagnostics if not is_next(d.task or ""))
    return replace(emission, pipelines=tuple(map(planned, emission.pipelines)))


def _unfolded(flows: Iterable[Flow]) -> dict[str, frozenset[str]]:
    """The loops that are not folded again, by pipeline."""
    found = {}
    for flow in flows:
        folds = folds_of(flow, stated_edges(flow))
        folded = {f.family.id for f in folds if isinstance(f.family.over, Code)}
        every = {family.id for family in open_families(flow.pipeline)}
        found[flow.pipeline.id] = frozenset(every - folded)
    return found


def _tell(module: Module, lost: Mapping[str, frozenset[str]], collector: Collector) -> None:
    """Tell them: their tasks raise."""
    for pipeline in module.pipelines:
        for family in open_families(pipeline):
            if family.id in lost.get(pipeline.id, ()):
                told = LoopLost(family=family.id, pipeline=pipeline.id, span=span_of(family.span))
                collector.tell(told)
