"""What follows from a pipeline: dependencies, order, leaves, expanded families."""

from __future__ import annotations

from polydag.ir.check import check
from polydag.ir.graph import Graph, graph_of
from polydag.ir.operations import Call, Choose, Empty
from polydag.ir.pipeline import Pipeline
from polydag.ir.policies import Delays
from polydag.ir.tasks import Edge, Family, Task, TriggerRule
from polydag.ir.values import Code, Constant, Items, OutputOf


def task(
    id: str, *reads: str, rule: TriggerRule = "all_success", group: tuple[str, ...] = ()
) -> Task:
    arguments = {f"in_{name}": OutputOf(task=name) for name in reads}
    return Task(id=id, operation=Call(function=id, arguments=arguments), rule=rule, group=group)


def edge(upstream: str, downstream: str) -> Edge:
    return Edge(upstream=upstream, downstream=downstream)


def codes(pipeline: Pipeline) -> list[str]:
    return [finding.code for finding in check(pipeline)]


def test_data_and_control_edges_are_upstream_alike() -> None:
    graph = Graph(
        Pipeline(id="p", nodes=(task("a"), task("b"), task("c", "a")), edges=(edge("b", "c"),))
    )
    assert graph.upstream["c"] == ("a", "b")
    assert graph.leaves == ("c",)


def test_a_reference_inside_code_is_a_data_edge() -> None:
    code = Code(text="rows + 1", reads={"rows": OutputOf(task="a")})
    below = Task(id="b", operation=Call(function="b", arguments={"n": Items(items=(code,))}))
    assert Graph(Pipeline(id="p", nodes=(task("a"), below))).upstream["b"] == ("a",)


def test_what_a_body_pulls_is_a_reference_and_no_dependency() -> None:
    below = Task(id="b", operation=Call(function="b", pulls={"rows": OutputOf(task="a")}))
    graph = Graph(Pipeline(id="p", nodes=(task("a"), below)))
    assert graph.upstream["b"] == ()
    assert graph.references["b"] == ("a",)


def test_the_order_keeps_the_sources_order_among_ready_tasks() -> None:
    nodes = (task("z"), task("b", "c"), task("c"), task("a"))
    assert Graph(Pipeline(id="p", nodes=nodes)).order == ("z", "c", "b", "a")


def test_a_family_is_its_instances() -> None:
    family = Family(
        id="loads",
        variables=("region",),
        over=Items(items=(Constant(value="x"), Constant(value="y"))),
        members=(task("load"),),
        bindings=({"region": Constant(value="x")}, {"region": Constant(value="y")}),
        instances=((task("load_x"),), (task("load_y"),)),
    )
    pipeline = Pipeline(id="p", nodes=(task("a"), family), edges=(edge("a", "loads"),))
    assert Graph(pipeline).control == {"a": (), "load_x": ("a",), "load_y": ("a",)}


def test_an_edge_of_a_group_ends_at_its_first_and_last_tasks() -> None:
    inside = (task("g.a", group=("g",)), task("g.b", group=("g",)))
    edges = (edge("start", "g"), edge("g.a", "g.b"), edge("g", "end"))
    graph = Graph(Pipeline(id="p", nodes=(task("start"), *inside, task("end")), edges=edges))
    assert graph.control == {"start": (), "g.a": ("start",), "g.b": ("g.a",), "end": ("g.b",)}


def test_a_circle_is_told_and_not_followed() -> None:
    pipeline = Pipeline(
        id="p", nodes=(task("a"), task("b")), edges=(edge("a", "b"), edge("b", "a"))
    )
    assert codes(pipeline) == ["IR401"]


def test_a_reference_to_nothing_is_told() -> None:
    assert codes(Pipeline(id="p", nodes=(task("a", "ghost"),))) == ["IR402"]


def test_a_label_that_names_nothing_is_told() -> None:
    choose = Task(id="a", operation=Choose(function="f", labels={"x": ("ghost",)}))
    assert codes(Pipeline(id="p", nodes=(choose,))) == ["IR402"]


def test_two_tasks_with_one_id_are_told() -> None:
    assert codes(Pipeline(id="p", nodes=(task("a"), task("a")))) == ["IR403", "IR403"]


def test_an_empty_pipeline_is_told() -> None:
    assert codes(Pipeline(id="p")) == ["IR404"]


def test_a_notification_without_upstream_is_told() -> None:
    assert codes(Pipeline(id="p", nodes=(task("tell", rule="one_failed"), task("work")))) == [
        "IR001"
    ]


def test_a_notification_below_what_it_watches_is_not_told() -> None:
    pipeline = Pipeline(id="p", nodes=(task("work"), task("tell", "work", rule="one_failed")))
    assert codes(pipeline) == []


def test_an_empty_task_reads_nothing() -> None:
    assert Graph(Pipeline(id="p", nodes=(Task(id="a", operation=Empty()),))).upstream == {"a": ()}


def test_delays_follow_their_shape() -> None:
    shapes = {
        "fixed": Delays(base=5.0),
        "linear": Delays(shape="linear", base=5.0),
        "exponential": Delays(shape="exponential", base=5.0, cap=15.0),
        "offset": Delays(shape="exponential", base=5.0, offset=True),
        "list": Delays(shape="list", values=(1.0, 9.0)),
    }
    assert {name: [delays.at(n) for n in (1, 2, 3)] for name, delays in shapes.items()} == {
        "fixed": [5, 5, 5],
        "linear": [5, 10, 15],
        "exponential": [5, 10, 15],
        "offset": [5, 15, 35],
        "list": [1, 9, 9],
    }


def framed(fatal: bool) -> Graph:
    """A setup and a teardown in a group, work between them, and a report that follows the group."""
    inside = {"group": ("area",)}
    nodes = (
        task("open").model_copy(update=inside | {"role": "setup"}),
        task("use", group=("area",)),
        task("close").model_copy(update=inside | {"role": "teardown", "fatal": fatal}),
        task("report"),
    )
    pairs = ("open use", "use close", "open close", "area report")
    return Graph(Pipeline(id="p", nodes=nodes, edges=tuple(edge(*pair.split()) for pair in pairs)))


def test_what_follows_a_group_does_not_wait_for_its_teardown() -> None:
    assert framed(fatal=False).upstream["report"] == ("use",)


def test_a_teardown_decides_a_run_only_if_its_failure_counts() -> None:
    assert framed(fatal=False).ends == ("report",)
    assert framed(fatal=True).ends == ("close", "report")


def test_work_above_an_ignored_teardown_decides_a_run() -> None:
    nodes = (
        task("use"),
        task("close").model_copy(update={"role": "teardown", "fatal": False}),
    )
    p = Pipeline(id="p", nodes=nodes, edges=(edge("use", "close"),))
    assert Graph(p).ends == ("use",)


def test_data_inside_a_group_orders_it_as_edges_do() -> None:
    nodes = (
        task("start"),
        task("a", group=("g",)),
        task("b", "a", group=("g",)),
        task("end"),
    )
    graph = Graph(Pipeline(id="p", nodes=nodes, edges=(edge("start", "g"), edge("g", "end"))))
    assert graph.upstream["b"] == ("a",)
    assert graph.upstream["end"] == ("b",)


def test_a_graph_is_shared_for_the_very_same_pipeline_alone() -> None:
    pipeline = Pipeline(id="p", nodes=(task("a"), task("b")), edges=(edge("a", "b"),))
    equal = pipeline.model_copy()
    cut = pipeline.model_copy(update={"edges": ()})
    assert graph_of(pipeline) is graph_of(pipeline)
    assert graph_of(equal) is not graph_of(pipeline)
    assert graph_of(cut).edges == ()
