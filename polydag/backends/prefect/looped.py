"""What tasks of loops over what nobody knows yet have by their loop: ids, options that read its variables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from polydag.backends.open_loops import open_families, written_id
from polydag.backends.prefect.plan import PipelineDesign
from polydag.backends.symbols import free_names
from polydag.ir.tasks import Task
from polydag.rendering.pyvalues import Expression


class LoopedTasks:
    """The tasks that such loops of some pipelines make."""

    def __init__(self, designs: Sequence[PipelineDesign]) -> None:
        found = [(d.pipeline.id, family) for d in designs for family in open_families(d.pipeline)]
        self._variables = {
            (pipeline, task.id): frozenset(family.variables)
            for pipeline, family in found
            for iteration in (*family.instances, family.members)
            for task in iteration
        }
        self._firsts = {
            (pipeline, again.id): first.id
            for pipeline, family in found
            for first, again in zip(*family.instances, strict=True)
        }
        self._computed = {written_id(id) for _, family in found for id in family.ids}

    def computes(self, task: Task) -> bool:
        """Whether the loop computes the task's id, so that each call states it."""
        return written_id(task.id) in self._computed

    def first(self, design: PipelineDesign, id: str) -> str | None:
        """The task of the first iteration that a task of the second one is the same as."""
        return self._firsts.get((design.pipeline.id, id))

    def unvarying(
        self,
        users: Sequence[tuple[PipelineDesign, str]],
        own: Sequence[Mapping[str, Expression]],
        shared: Mapping[str, Expression],
    ) -> dict[str, Expression]:
        """Of the options that all users of a function share those that none of them has by its loop."""
        found = zip(users, own, strict=True)
        varying = {k for (design, id), options in found for k in self.varying(design, id, options)}
        return {name: value for name, value in shared.items() if name not in varying}

    def varying(
        self, design: PipelineDesign, id: str, options: Mapping[str, Expression]
    ) -> dict[str, Expression]:
        """The options that read a variable of the loop around the task."""
        variables = self._variables.get((design.pipeline.id, id), frozenset())
        return {k: v for k, v in options.items() if variables & free_names(v.text)}
