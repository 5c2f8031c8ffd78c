"""Negative controls of the readers: what a reader got wrong is seen as soon as the source runs on its own engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from polydag.backends.contract import Options
from polydag.engines import parse_target
from polydag.ir.operations import Call, Choose
from polydag.ir.pipeline import Pipeline
from polydag.ir.policies import Delays, Retry
from polydag.ir.tasks import Family, Node, Task
from polydag.runs.compare import Verdict
from polydag.runs.runners import Runners
from polydag.runs.scenarios import derive, named
from polydag.runs.stages import Manner
from polydag.runs.trials import trials
from polydag.runs.verifying import subjects
from polydag.translate import SourceFile, read_file

pytestmark = pytest.mark.engines
CASES = Path(__file__).parents[2] / "conformance" / "cases"
Change = Callable[[Pipeline], Pipeline]


def with_task(id: str, **changes: object) -> Change:
    return lambda pipeline: with_nodes(
        pipeline,
        (
            node.model_copy(update=changes) if isinstance(node, Task) and node.id == id else node
            for node in pipeline.nodes
        ),
    )


def with_nodes(pipeline: Pipeline, nodes: Iterator[Node]) -> Pipeline:
    return pipeline.model_copy(update={"nodes": tuple(nodes)})


def without_edge(upstream: str, downstream: str) -> Change:
    def changed(pipeline: Pipeline) -> Pipeline:
        edges = [e for e in pipeline.edges if (e.upstream, e.downstream) != (upstream, downstream)]
        assert len(edges) == len(pipeline.edges) - 1
        return pipeline.model_copy(update={"edges": tuple(edges)})

    return changed


def read_once(pipeline: Pipeline) -> Pipeline:
    """Every loop as if it went round once."""
    families = [node for node in pipeline.nodes if isinstance(node, Family)]
    assert families
    lost = {task.id for f in families for instance in f.instances[1:] for task in instance}
    nodes = (
        node.model_copy(
            update={"instances": node.instances[:1], "bindings": (node.bindings or ())[:1]}
        )
        if isinstance(node, Family)
        else node
        for node in pipeline.nodes
    )
    kept = [e for e in pipeline.edges if not {e.upstream, e.downstream} & lost]
    return with_nodes(pipeline, nodes).model_copy(update={"edges": tuple(kept)})


def without_task(id: str) -> Change:
    return lambda pipeline: with_nodes(pipeline, (n for n in pipeline.nodes if n.id != id))


def with_branches_swapped(pipeline: Pipeline) -> Pipeline:
    def swapped(node: Node) -> Node:
        if not isinstance(node, Task) or not isinstance(node.operation, Choose):
            return node
        names, ways = list(node.operation.labels), list(node.operation.labels.values())
        labels = dict(zip(names, ways[::-1], strict=True))
        operation = node.operation.model_copy(update={"labels": labels})
        return node.model_copy(update={"operation": operation})

    return with_nodes(pipeline, (swapped(node) for node in pipeline.nodes))


def with_arguments_swapped(pipeline: Pipeline) -> Pipeline:
    """The first two arguments of the last task in each other's place."""
    last = pipeline.nodes[-1]
    assert isinstance(last, Task)
    assert isinstance(last.operation, Call)
    (one, first), (other, second), *rest = last.operation.arguments.items()
    arguments = dict([(one, second), (other, first), *rest])
    operation = last.operation.model_copy(update={"arguments": arguments})
    return with_task(last.id, operation=operation)(pipeline)


WRONG = {
    "an edge dropped": (
        "seed-fan-airflow",
        without_edge("extract", "transform_a"),
        "extract fails",
        "dagster",
    ),
    "a rule misread": (
        "fact-all-done-cleanup",
        with_task("end", rule="all_success"),
        "bad fails",
        "prefect",
    ),
    "a delay misread": (
        "fact-hidden-delay",
        with_task("extract", retry=Retry(count=2, delays=Delays(base=30.0))),
        "extract fails",
        "dagster",
    ),
    "branches swapped": (
        "fact-branch-join",
        with_branches_swapped,
        "branch chooses right",
        "dagster",
    ),
    "a loop of Airflow read once": ("seed-airflow-dynamic", read_once, "all succeed", "prefect"),
    "a loop of Prefect read once": ("seed-prefect-subflows", read_once, "all succeed", "dagster"),
    "a task of Dagster not read": (
        "seed-dagster-schedule",
        without_task("order_metrics"),
        "all succeed",
        "prefect",
    ),
    "arguments of Dagster swapped": (
        "seed-fan-dagster",
        with_arguments_swapped,
        "all succeed",
        "prefect",
    ),
    "a failure of Prefect read as one that nobody sees": (
        "seed-linear-prefect",
        with_task("step3", fatal=False),
        "step3 fails",
        "dagster",
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_reading_is_seen(what: str, tmp_path: Path, runners: Runners) -> None:
    id, change, name, target = WRONG[what]
    file = CASES / id / "pipeline.py"
    reading = read_file(SourceFile(file, file.name))
    assert reading.module is not None
    wrong = (change(reading.module.pipelines[0]), *reading.module.pipelines[1:])
    misread = replace(reading, module=reading.module.model_copy(update={"pipelines": wrong}))
    subject = next(subjects([misread], [parse_target(target)], tmp_path, Options()))
    assert subject.against == "source"
    scenario = named(derive(subject.pipeline, misread.module), name)
    assert scenario is not None
    [trial] = trials(subject.reference, subject.stages, [scenario], Manner(), runners)
    [comparison] = trial.comparisons
    assert comparison.verdict is Verdict.DIFFERENT, comparison.reason
