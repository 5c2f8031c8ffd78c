"""The run ends as the source's outcome rule says, although Airflow only looks at the last tasks."""

from __future__ import annotations

from polydag.backends.airflow.flow import Flow
from polydag.backends.airflow.legalise.codes import FailureAbsorbed, WatcherAdded
from polydag.backends.airflow.work import Work
from polydag.ir.functions import Function
from polydag.ir.operations import Call, Empty
from polydag.ir.tasks import Edge, Task

# A failure above tasks with these rules makes them upstream_failed, and so reaches the last task.
_STRICT = frozenset({"all_success", "none_failed", "none_failed_min_one_success"})
_WATCHER = '''def watch_failures():
    """Fail the run: one of the tasks above failed."""
    raise AirflowFailException("a task failed")'''


def keep_outcome(flow: Flow, work: Work) -> Flow:
    """Failures that count reach a last task; failures that do not count reach none."""
    fatal = _fatal(flow, work)
    flow = _absorb(flow, work, fatal)
    return _watch(flow, work, fatal)


def _fatal(flow: Flow, work: Work) -> frozenset[str]:
    """The tasks whose failure fails the run in the source."""
    graph, outcome = flow.graph, flow.pipeline.outcome
    if outcome == "leaves":
        counted = set(graph.ends)
    elif outcome == "any":
        counted = set(graph.tasks)
    else:
        counted = set(flow.pipeline.listed)
    return frozenset(id for id in counted if id in graph.tasks and graph.tasks[id].fatal)


def _absorb(flow: Flow, work: Work, fatal: frozenset[str]) -> Flow:
    graph = flow.graph
    shielded = tuple(
        id for id in graph.leaves if id not in fatal and graph.tasks[id].role != "teardown"
    )
    if flow.pipeline.outcome == "leaves":
        shielded = tuple(id for id in shielded if not graph.tasks[id].fatal)
    if not shielded or not graph.tasks:
        return flow
    id = flow.free_id("ignore_failures")
    task = Task(id=id, operation=Empty(), rule="all_done", role="glue")
    names = ", ".join(f"`{name}`" for name in shielded)
    work.tell(FailureAbsorbed(pipeline=flow.pipeline.id, absorber=id, absorbed=names), task)
    return flow.adding(task, edges=tuple(Edge(upstream=above, downstream=id) for above in shielded))


def _watch(flow: Flow, work: Work, fatal: frozenset[str]) -> Flow:
    lost = [id for id in flow.graph.tasks if id in fatal and not _reaches_leaf(id, flow)]
    if not lost:
        return flow
    name = flow.free_id("watch_failures")
    text = _WATCHER.replace("watch_failures", name)
    work.exception("AirflowFailException")
    task = Task(id=name, operation=Call(function=name), rule="one_failed", role="glue")
    names = ", ".join(f"`{id}`" for id in lost)
    work.tell(WatcherAdded(pipeline=flow.pipeline.id, watcher=name, watched=names), task)
    made = flow.with_function(Function(name=name, text=text, synthesised=True, returns_value=False))
    above = dict.fromkeys(a for id in lost for a in _watchable(id, flow))
    return made.adding(task, edges=tuple(Edge(upstream=id, downstream=name) for id in above))


def _watchable(id: str, flow: Flow) -> tuple[str, ...]:
    """The task itself; of a setup, which only tasks with the rule all_success may follow, those that fail with it."""
    if flow.by_id[id].role != "setup":
        return (id,)
    below = (flow.by_id[d] for d in flow.graph.downstream[id])
    return tuple(task.id for task in below if task.role == "work" and task.rule in _STRICT)


def _reaches_leaf(id: str, flow: Flow) -> bool:
    """Whether a failure of the task always ends in a failed or upstream_failed last task."""
    below = flow.graph.downstream[id]
    if id in flow.graph.ends or not below:
        return True
    return any(_passes_on(flow.by_id[d]) and _reaches_leaf(d, flow) for d in below)


def _passes_on(task: Task) -> bool:
    """Whether a failure above makes the task upstream_failed; an anchor behind a handler does when the handler failed too."""
    return task.rule in _STRICT or (task.rule == "one_success" and task.role == "glue")
