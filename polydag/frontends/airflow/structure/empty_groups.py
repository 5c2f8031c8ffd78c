"""Groups without tasks: in Airflow 3 what stands before one stands before what follows it, in Airflow 2 it does not."""

from __future__ import annotations

from polydag.frontends.airflow.drafts import PipelineDraft


def pass_through(draft: PipelineDraft, is_two: bool) -> None:
    """Exchange the dependencies of groups without tasks for those that Airflow has in their place."""
    for group in draft.groups:
        depth = len(group.path)
        if any(task.group[:depth] == group.path for task in draft.tasks):
            continue
        id = ".".join(group.path)
        above = [edge for edge in draft.edges if edge.downstream == id]
        below = [edge for edge in draft.edges if edge.upstream == id]
        draft.edges = [edge for edge in draft.edges if edge not in (*above, *below)]
        for upper in () if is_two else above:
            for lower in below:
                draft.connect(upper.upstream, lower.downstream, upper.label or lower.label)
