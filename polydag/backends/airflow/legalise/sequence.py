"""The order of calls that share no data is given up where the user asks for it."""

from __future__ import annotations

from polydag.backends.airflow.legalise.codes import SequenceRelaxed
from polydag.backends.airflow.work import Work
from polydag.ir.expand import expanded
from polydag.ir.pipeline import Pipeline


def relaxed(pipeline: Pipeline, work: Work) -> Pipeline:
    """The pipeline without the order of mere succession, each one told."""
    if work.options.sequence == "keep":
        return pipeline
    tasks = {task.id: task for task in expanded(pipeline).tasks}
    for edge in expanded(pipeline).edges:
        if edge.kind == "sequence":
            told = SequenceRelaxed(
                pipeline=pipeline.id, task=edge.downstream, upstream=edge.upstream
            )
            work.tell(told, tasks[edge.downstream])
    kept = tuple(edge for edge in pipeline.edges if edge.kind != "sequence")
    return pipeline.model_copy(update={"edges": kept})
