"""Jobs of ops become tasks with edges of every kind."""

from __future__ import annotations

from collections.abc import Callable

from polydag.ir.operations import Call, Choose
from polydag.ir.policies import Hook
from polydag.ir.values import Constant, Items, OutputOf

from .conftest import Read

Reader = Callable[[str], Read]


def test_outputs_flow_by_position_keyword_and_list(read: Reader) -> None:
    found = read("""
        from dagster import Out, job, op

        @op(out={"path": Out(), "count": Out()})
        def extract():
            return "x", 1

        @op
        def load(path, count):
            return count

        @op
        def report(counts):
            return sum(counts)

        @job
        def etl():
            path, count = extract()
            loaded = load(path, count=count)
            report([loaded, count])
    """)
    assert found.pipeline.id == "etl"
    assert _arguments(found, "load") == {
        "path": OutputOf(task="extract", output="path"),
        "count": OutputOf(task="extract", output="count"),
    }
    assert _arguments(found, "report") == {
        "counts": Items(items=(OutputOf(task="load"), OutputOf(task="extract", output="count")))
    }
    assert found.codes == ()


def test_an_input_of_nothing_only_orders(read: Reader) -> None:
    found = read("""
        from dagster import In, Nothing, job, op

        @op
        def first():
            print("first")

        @op(ins={"after": In(Nothing)})
        def second():
            print("second")

        @job
        def etl():
            second(after=[first()])
    """)
    assert _arguments(found, "second") == {}
    assert [(e.upstream, e.downstream, e.kind) for e in found.pipeline.edges] == [
        ("first", "second", "control")
    ]


def test_a_default_of_an_input_is_its_argument(read: Reader) -> None:
    found = read("""
        from dagster import In, job, op

        @op(ins={"limit": In(int, default_value=5)})
        def load(limit):
            return limit

        @job
        def etl():
            load()
    """)
    assert _arguments(found, "load") == {"limit": Constant(value=5)}


def test_a_dynamic_output_maps_and_its_reader_runs_without_instances_too(read: Reader) -> None:
    found = read("""
        from dagster import DynamicOut, DynamicOutput, job, op

        @op(out=DynamicOut())
        def names():
            yield DynamicOutput("a", mapping_key="a")

        @op
        def load(name):
            return name

        @op
        def count(loaded):
            return len(loaded)

        @job
        def etl():
            count(names().map(load).collect())
    """)
    mapping = found.tasks["load"].mapping
    assert mapping is not None
    assert mapping.over == {"name": OutputOf(task="names")}
    assert found.upstream["count"] == ("load",)
    assert found.tasks["count"].rule == "none_failed"


def test_optional_outputs_that_carry_nothing_are_the_labels_of_a_choice(read: Reader) -> None:
    found = read("""
        from dagster import In, Nothing, Out, Output, job, op

        @op(out={"full": Out(Nothing, is_required=False), "delta": Out(Nothing, is_required=False)})
        def choose():
            yield Output(None, "full")

        @op(ins={"chosen": In(Nothing)})
        def load_full():
            print("full")

        @op(ins={"chosen": In(Nothing)})
        def load_delta():
            print("delta")

        @op(ins={"after": In(Nothing)})
        def report():
            print("report")

        @job
        def etl():
            full, delta = choose()
            report(after=[load_full(chosen=full), load_delta(chosen=delta)])
    """)
    operation = found.tasks["choose"].operation
    assert isinstance(operation, Choose)
    assert operation.labels == {"full": ("load_full",), "delta": ("load_delta",)}
    assert found.tasks["report"].rule == "none_failed_min_one_success"


def test_a_second_call_an_alias_and_a_graph_name_their_tasks_as_dagster_does(read: Reader) -> None:
    found = read("""
        from dagster import graph, job, op

        @op
        def load():
            return 1

        @graph
        def inner():
            return load()

        @graph
        def outer():
            return inner()

        @job
        def etl():
            load()
            load()
            load.alias("other")()
            outer()
    """)
    assert list(found.tasks) == ["load", "load_2", "other", "outer.inner.load"]
    assert found.tasks["outer.inner.load"].group == ("outer", "inner")


def test_hooks_and_the_shared_retry_reach_every_task(read: Reader) -> None:
    found = read("""
        from dagster import HookContext, RetryPolicy, failure_hook, job, op

        @failure_hook
        def page(context: HookContext):
            print(context.op.name, context.op_exception)

        @op
        def one():
            return 1

        @op(retry_policy=RetryPolicy(max_retries=5))
        def two():
            return 2

        @job(hooks={page}, op_retry_policy=RetryPolicy(max_retries=2, delay=30), tags={"team": "x"})
        def etl():
            one()
            two()
    """)
    hook = Hook(event="failure", function="page")
    assert [task.hooks for task in found.tasks.values()] == [(hook,), (hook,)]
    assert [task.retry.count for task in found.tasks.values()] == [2, 5]
    assert found.pipeline.defaults.retry == found.tasks["one"].retry
    assert found.pipeline.tags == ("team:x",)
    uses = found.module.functions["page"].uses
    assert [(use.kind, use.key) for use in uses] == [
        ("context", "task_id"),
        ("context", "exception"),
    ]


def test_a_loop_over_a_list_builds_its_tasks(read: Reader) -> None:
    found = read("""
        from dagster import job, op

        def extract(region):
            @op(name=f"extract_{region}")
            def compute():
                return region

            return compute

        @job
        def etl():
            for region in ["eu", "us"]:
                extract(region)()
    """)
    assert list(found.tasks) == ["extract_eu", "extract_us"]


def test_an_op_that_a_decorator_of_the_project_wraps_is_the_authors_function(read: Reader) -> None:
    found = read("""
        import functools
        from dagster import job, op

        def tracked(function):
            @functools.wraps(function)
            def compute(context, after=(), **given):
                return function(**given)

            return compute

        @op
        @tracked
        def first():
            return 1

        @op
        @tracked
        def second():
            return 2

        @job
        def etl():
            second(after=[first()])
    """)
    assert found.upstream == {"first": (), "second": ("first",)}
    assert found.module.functions["second"].text == "def second():\n    return 2"
    assert "DGR310" in found.codes


def _arguments(found: Read, id: str) -> dict[str, object]:
    operation = found.tasks[id].operation
    assert isinstance(operation, Call)
    return dict(operation.arguments)


def test_an_op_that_may_open_several_ways_is_no_choice(read: Reader) -> None:
    found = read("""
        from dagster import In, Nothing, Out, Output, job, op

        @op(out={"x": Out(Nothing, is_required=False), "y": Out(Nothing, is_required=False)})
        def route():
            yield Output(None, "x")
            if True:
                yield Output(None, "y")

        @op(ins={"start": In(Nothing)})
        def left():
            print("left")

        @job
        def routing():
            x, y = route()
            left(start=y)
    """)
    assert isinstance(found.tasks["route"].operation, Call)
    assert found.module.functions["route"].optional == ("x", "y")
    [edge] = found.module.pipelines[0].edges
    assert (edge.upstream, edge.downstream, edge.output) == ("route", "left", "y")
