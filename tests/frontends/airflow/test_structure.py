"""Structure that only the running building code shows: blocks, conditions, wrappers, what other modules hand on."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import indent

import pytest

from polydag.ir.operations import Call, Opaque
from polydag.ir.policies import AssetCondition
from polydag.ir.values import Code, Constant
from tests.frontends.airflow.conftest import Read as File

Read = Callable[[str], File]
ReadFile = Callable[..., File]


def inside(body: str, arguments: str = "") -> str:
    return f'with DAG("etl"{arguments}):\n' + indent(body, "    ")


BLOCKS = {
    "a setup that data connects is a setup of the block": (
        "@setup\ndef up(): return 1\n@teardown\ndef down(x): ...\n@task\ndef work(): ...\n"
        "with down(up()):\n    work()",
        {("up", "work"), ("work", "down")},
    ),
    "a task with something above it is no beginning of the block": (
        'first = EmptyOperator(task_id="first")\n'
        'with EmptyOperator(task_id="down").as_teardown(setups=EmptyOperator(task_id="up")):\n'
        '    first >> EmptyOperator(task_id="a")\n    EmptyOperator(task_id="b")',
        {("up", "down"), ("first", "a"), ("up", "b"), ("a", "down"), ("b", "down")},
    ),
    "where all have something above them the first one stands for the block": (
        'first = EmptyOperator(task_id="first")\n'
        'with EmptyOperator(task_id="up").as_setup():\n    first >> EmptyOperator(task_id="a")',
        {("first", "a"), ("up", "a")},
    ),
    "a block in a block stands between its setups and teardowns": (
        'with EmptyOperator(task_id="d1").as_teardown(setups=EmptyOperator(task_id="u1")):\n'
        '    with EmptyOperator(task_id="d2").as_teardown(setups=EmptyOperator(task_id="u2")):\n'
        '        EmptyOperator(task_id="a")',
        {("u1", "d1"), ("u2", "d2"), ("u2", "a"), ("a", "d2"), ("u1", "u2"), ("d2", "d1")},
    ),
}


@pytest.mark.parametrize("name", BLOCKS)
def test_blocks_of_setups_and_teardowns(read: Read, name: str) -> None:
    text, expected = BLOCKS[name]
    assert set(read(inside(text)).edges) == expected


def test_an_output_in_an_argument_that_no_rule_reads_is_waited_for(read: Read) -> None:
    result = read(
        inside(
            "@task\ndef one(): return 1\n@task.docker(image='x')\ndef two(): ...\n"
            "two.override(environment={'A': one()})()"
        )
    )
    assert result.edges == [("one", "two")]


def test_the_compatibility_provider_hands_on_operators(read: Read) -> None:
    result = read(
        "from airflow.providers.common.compat.standard.operators import PythonOperator\n"
        "def f(): ...\n" + inside('PythonOperator(task_id="a", python_callable=f)')
    )
    assert isinstance(result.tasks["a"].operation, Call)


def test_a_trigger_rule_of_the_compatibility_provider_is_read(read: Read) -> None:
    result = read(
        "from airflow.providers.common.compat.sdk import TriggerRule\n"
        + inside('EmptyOperator(task_id="a", trigger_rule=TriggerRule.ALL_DONE)')
    )
    assert result.tasks["a"].rule == "all_done"


def test_a_trigger_rule_that_is_not_known_is_told_and_kept_for_airflow(read: Read) -> None:
    result = read(
        "import os\n" + inside('EmptyOperator(task_id="a", trigger_rule=os.environ["RULE"])')
    )
    assert result.codes == ["AFR330"]
    assert isinstance(result.tasks["a"].extras["airflow"]["trigger_rule"], Code)


def test_a_class_of_the_file_is_mapped(read: Read) -> None:
    result = read(
        "from airflow.sdk import BaseOperator\nclass Add(BaseOperator):\n    pass\n"
        + inside('Add.partial(task_id="a").expand(value=[1, 2])')
    )
    assert isinstance(result.tasks["a"].operation, Opaque)
    assert result.tasks["a"].mapping is not None


def test_a_schedule_that_no_form_says_is_kept_for_airflow(read: Read) -> None:
    own = "from company.times import Workdays\n"
    result = read(own + inside("pass", ", schedule=Workdays(hour=3)"))
    assert result.codes == ["AFR305"]
    assert result.pipeline.schedules == ()
    kept = result.pipeline.extras["airflow"]["schedule"]
    assert isinstance(kept, Code)
    assert kept.text == "Workdays(hour=3)"


def test_a_condition_in_a_condition_is_a_schedule_by_assets(read: Read) -> None:
    result = read('A = Asset("a")\n' + inside("pass", ', schedule=A | (Asset("b") & Asset("c"))'))
    [schedule] = result.pipeline.schedules
    assert (schedule.condition, schedule.assets) == ("any", ("a",))
    assert schedule.nested == (AssetCondition(condition="all", assets=("b", "c")),)
    assert schedule.of_assets.named == ("a", "b", "c")


@pytest.mark.parametrize(
    ("written", "condition"),
    [
        ('Asset("a") & Asset("b") & Asset("c")', "all"),
        ('[Asset("a"), Asset("b") & Asset("c")]', "all"),
        ('AssetAny(Asset("a"), Asset("b"), Asset("c"))', "any"),
    ],
)
def test_conditions_of_one_kind_are_one(read: Read, written: str, condition: str) -> None:
    result = read("from airflow.sdk import AssetAny\n" + inside("pass", f", schedule={written}"))
    [schedule] = result.pipeline.schedules
    assert (schedule.assets, schedule.condition) == (("a", "b", "c"), condition)


def test_an_asset_that_is_not_known_is_told_and_kept_for_airflow(read: Read) -> None:
    result = read(
        "from airflow.sdk import AssetAlias\n"
        + inside('EmptyOperator(task_id="a", outlets=[Asset("x"), AssetAlias("y")])')
    )
    assert result.codes == ["AFR332"]
    assert result.tasks["a"].publishes == ("x",)
    assert "outlets" in result.tasks["a"].extras["airflow"]


def test_a_slash_at_the_end_of_an_address_makes_no_other_asset(read: Read) -> None:
    result = read(
        'with DAG("etl", schedule=[Asset("s3://lake/orders/")]):\n'
        '    EmptyOperator(task_id="a", outlets=[Asset("s3://lake/orders")])\n'
    )
    assert result.pipeline.schedules[0].assets == result.tasks["a"].publishes
    assert list(result.module.assets) == ["s3://lake/orders"]


def test_a_function_under_asset_is_a_dag_of_one_task(read: Read) -> None:
    result = read(
        "from airflow.sdk import asset\n"
        '@asset(uri="s3://lake/orders", schedule="@daily", tags=["a"])\n'
        "def orders(self, source, outlet_events): return [str(self), str(source)]\n"
    )
    assert result.pipeline.id == "orders"
    assert (result.pipeline.tags, result.pipeline.schedules[0].crons) == (("a",), ("0 0 * * *",))
    task = result.tasks["orders"]
    assert (task.publishes, task.consumes) == (("orders",), ("source",))
    assert isinstance(task.operation, Call)
    assert task.operation.arguments == {
        "self": Constant(value="orders"),
        "source": Constant(value="source"),
    }
    assert result.codes == ["AFR331", "AFR331"]


def test_a_function_that_makes_several_assets_is_one_dag(read: Read) -> None:
    result = read(
        "from airflow.sdk import asset\n"
        '@asset.multi(schedule=None, outlets=[Asset("a"), Asset("b")])\ndef both(): ...\n'
    )
    assert (result.pipeline.id, result.tasks["both"].publishes) == ("both", ("a", "b"))


def test_dates_of_airflows_own_time_module_are_read(read: Read) -> None:
    result = read(
        "from airflow.utils import timezone\n"
        + inside("pass", ", start_date=timezone.datetime(2022, 1, 2)")
    )
    assert result.pipeline.start == "2022-01-02T00:00:00+00:00"


def test_dependencies_of_groups_reach_what_a_loop_built_and_groups_inside(read: Read) -> None:
    result = read(
        """
        with DAG("etl"):
            a, b = (EmptyOperator(task_id=name) for name in "ab")
            with TaskGroup("outer") as outer:
                with TaskGroup("inner") as inner:
                    EmptyOperator(task_id="x")
                inner >> EmptyOperator(task_id="z")
            a >> outer >> b
        """
    )
    assert sorted(result.edges) == [
        ("a", "outer.inner.x"),
        ("outer.inner.x", "outer.z"),
        ("outer.z", "b"),
    ]


def test_a_label_stands_between_two_of_a_chain(read: Read) -> None:
    result = read(
        """
        with DAG("etl"):
            a, b, c, d = [EmptyOperator(task_id=name) for name in "abcd"]
            chain(a, Label("one"), b, [Label("two"), Label("three")], [c, d])
        """
    )
    labels = {(edge.upstream, edge.downstream): edge.label for edge in result.pipeline.edges}
    assert labels == {("a", "b"): "one", ("b", "c"): "two", ("b", "d"): "three"}
