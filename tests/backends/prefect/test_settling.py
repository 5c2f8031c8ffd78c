"""What a flow that ends with a failure would cancel is submitted beside it, or waited for."""

from __future__ import annotations

from polydag.backends.prefect.needs import Needs
from polydag.backends.prefect.settling import cancelled
from polydag.backends.prefect.states import Rules
from polydag.backends.prefect.steps import Direct, Settled, Step, Submit
from polydag.backends.prefect.straight import straight
from polydag.ir.graph import Graph
from polydag.ir.operations import Choose
from polydag.ir.pipeline import Pipeline
from polydag.ir.tasks import Edge, Task
from tests.backends.prefect.modules import task


def planned(*edges: tuple[str, str], own: bool = False, **tasks: Task) -> tuple[Step, ...]:
    ids = dict.fromkeys(id for edge in edges for id in edge)
    nodes = tuple(tasks.get(id) or task(id) for id in ids)
    pipeline = Pipeline(
        id="p", nodes=nodes, edges=tuple(Edge(upstream=a, downstream=b) for a, b in edges)
    )
    graph = Graph(pipeline)
    found = straight(Rules(graph), Needs(graph, lockstep=own))
    assert found is not None
    return found.steps


CHAINS = (("begin", "fetch"), ("fetch", "store"), ("begin", "check"), ("check", "report"))


def test_beside_a_chain_the_flow_waits_whatever_its_own_calls_do() -> None:
    *before, last = planned(*CHAINS)
    assert isinstance(last, Settled)
    assert last.tasks == ("store",)
    assert Submit("store") in before


def test_a_flow_of_prefects_own_keeps_its_calls() -> None:
    assert Direct("report") in planned(*CHAINS, own=True)


def test_around_a_choice_that_may_fail_the_flow_waits_for_what_has_not_begun() -> None:
    ways = Choose(function="ways", labels={"left": ("left",), "right": ("right",)})
    ways_task = Task(id="ways", operation=ways)
    steps = planned(("fetch", "store"), ("ways", "left"), ("ways", "right"), ways=ways_task)
    *before, last = steps
    assert before == [Submit("fetch"), Submit("store")]
    assert isinstance(last, Settled)
    assert last.tasks == ("store",)
    assert last.body[0] == Direct("ways")


def test_what_has_begun_is_not_cancelled_nor_what_the_failure_stops() -> None:
    graph = Graph(
        Pipeline(
            id="p",
            nodes=tuple(map(task, ("fetch", "store", "check", "report"))),
            edges=(
                Edge(upstream="fetch", downstream="store"),
                Edge(upstream="check", downstream="report"),
            ),
        )
    )
    open_ids = {"fetch", "store", "check", "report"}
    assert cancelled("check", open_ids, graph, {"report"}) == {"store"}
    assert cancelled("check", {"fetch", "check"}, graph, frozenset()) == set()
