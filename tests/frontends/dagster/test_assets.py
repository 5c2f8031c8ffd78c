"""Assets become tasks that pass each other's values."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from polydag.diagnostics import Collector
from polydag.frontends.dagster import FRONTEND
from polydag.ir.operations import Check, Dbt, Opaque
from polydag.ir.pipeline import Module
from polydag.ir.policies import Delays
from polydag.ir.values import Code, Constant, OutputOf
from polydag.syntax.module import SourceModule
from polydag.syntax.project import Project

from .conftest import Read

Reader = Callable[[str], Read]


def test_all_assets_of_a_file_are_one_pipeline_that_any_failure_fails(read: Reader) -> None:
    found = read("""
        from dagster import asset

        @asset
        def rows():
            return [1]

        @asset
        def total(rows):
            return sum(rows)
    """)
    assert found.pipeline.id == "etl"
    assert (found.pipeline.style, found.pipeline.outcome) == ("assets", "any")
    assert found.upstream == {"rows": (), "total": ("rows",)}
    assert found.codes == ()


def test_a_parameter_takes_the_asset_that_ins_names(read: Reader) -> None:
    found = read("""
        from dagster import AssetIn, AssetKey, asset

        @asset(key_prefix="crm")
        def customers():
            return [1]

        @asset(ins={"people": AssetIn(key=AssetKey(["crm", "customers"]))})
        def report(people):
            return people
    """)
    operation = found.tasks["report"].operation
    assert operation.kind == "call"
    assert operation.arguments == {"people": OutputOf(task="customers")}
    assert found.module.assets["crm/customers"].key == ("crm", "customers")


def test_deps_are_edges_without_a_value(read: Reader) -> None:
    found = read("""
        import dagster as dg

        @dg.asset
        def rows():
            print("rows")

        @dg.asset(deps=[rows])
        def report():
            print("report")
    """)
    assert [(e.upstream, e.downstream, e.kind) for e in found.pipeline.edges] == [
        ("rows", "report", "control")
    ]


def test_an_asset_is_placed_by_its_key(read: Reader) -> None:
    found = read("""
        from dagster import asset

        @asset(key_prefix=["crm", "eu"])
        def customers():
            return [1]
    """)
    origin = found.tasks["customers"].origin
    assert origin is not None
    assert origin.address == "asset:crm/eu/customers"


def test_a_prefix_of_the_loader_is_part_of_every_key(read: Reader) -> None:
    found = read("""
        from dagster import AssetSelection, Definitions, asset, define_asset_job
        from dagster import load_assets_from_current_module

        @asset
        def rows():
            return [1]

        @asset
        def total(rows):
            return sum(rows)

        nightly = define_asset_job("nightly", selection=AssetSelection.key_prefixes("sales"))
        defs = Definitions(assets=load_assets_from_current_module(key_prefix="sales"), jobs=[nightly])
    """)
    assert found.upstream == {"rows": (), "total": ("rows",)}
    assert set(found.module.assets) == {"sales/rows", "sales/total"}


def test_a_retry_policy_without_arguments_is_one_retry_at_once(read: Reader) -> None:
    found = read("""
        from dagster import Backoff, Jitter, RetryPolicy, asset

        @asset(retry_policy=RetryPolicy())
        def one():
            return 1

        @asset(retry_policy=RetryPolicy(4, 2.5, Backoff.EXPONENTIAL, Jitter.PLUS_MINUS))
        def two():
            return 2
    """)
    assert (found.tasks["one"].retry.count, found.tasks["one"].retry.delays) == (1, Delays())
    grows = Delays(shape="exponential", base=2.5, offset=True, jitter="plus_minus")
    assert (found.tasks["two"].retry.count, found.tasks["two"].retry.delays) == (4, grows)


def test_a_policy_that_two_assets_share_is_read_for_both(read: Reader) -> None:
    found = read("""
        from dagster import RetryPolicy, asset

        RETRIES = RetryPolicy(max_retries=3, delay=10)

        @asset(retry_policy=RETRIES)
        def one():
            return 1

        @asset(retry_policy=RETRIES)
        def two():
            return 2
    """)
    assert found.tasks["one"].retry == found.tasks["two"].retry
    assert found.tasks["two"].retry.count == 3


def test_what_describes_an_asset_is_kept(read: Reader) -> None:
    found = read("""
        from dagster import asset

        # Read at night.
        @asset(group_name="crm", kinds={"api"}, owners=["team:growth"], tags={"tier": "1", "daily": ""})
        def customers():
            return [1]
    """)
    task = found.tasks["customers"]
    assert (task.owner, task.tags, task.comment) == (
        "growth",
        ("tier:1", "daily"),
        "# Read at night.",
    )
    asset = found.module.assets["customers"]
    assert (asset.group, asset.kinds) == ("crm", ("api",))


def test_a_job_selects_assets_and_the_rest_is_another_pipeline(read: Reader) -> None:
    found = read("""
        from dagster import AssetSelection, asset, define_asset_job

        @asset(group_name="raw")
        def rows():
            return [1]

        @asset(group_name="raw")
        def kept(rows):
            return rows

        @asset
        def alone():
            return 1

        nightly = define_asset_job("nightly", selection=AssetSelection.groups("raw"))
    """)
    assert {p.id: [n.id for n in p.nodes] for p in found.module.pipelines} == {
        "nightly": ["rows", "kept"],
        "etl": ["alone"],
    }


def test_a_blocking_check_holds_up_what_reads_the_asset(read: Reader) -> None:
    found = read("""
        from dagster import AssetCheckResult, asset, asset_check

        @asset
        def orders():
            return [1]

        @asset
        def revenue(orders):
            return sum(orders)

        @asset_check(asset=orders, blocking=True)
        def has_rows(frame):
            return AssetCheckResult(passed=bool(frame), description="no rows")
    """)
    check = found.tasks["has_rows"]
    assert isinstance(check.operation, Check)
    assert (check.role, check.operation.blocking) == ("check", True)
    assert check.operation.arguments == {"frame": OutputOf(task="orders")}
    assert check.origin is not None
    assert (check.origin.how, check.origin.address) == ("check", "check:orders:has_rows")
    assert set(found.upstream["revenue"]) == {"orders", "has_rows"}
    [use] = found.module.functions["has_rows"].uses
    assert use.kind == "verdict"
    assert use.arguments == {"passed": "bool(frame)", "description": '"no rows"'}


def test_dbt_takes_its_project_from_the_resource(read: Reader) -> None:
    found = read("""
        from pathlib import Path
        from dagster import Definitions
        from dagster_dbt import DbtCliResource, dbt_assets

        PROJECT = Path(__file__).parent / "project"

        @dbt_assets(manifest=PROJECT / "manifest.json")
        def models(context, warehouse: DbtCliResource):
            yield from warehouse.cli(["run", "--full-refresh"], context=context).stream()

        defs = Definitions(assets=[models], resources={"warehouse": DbtCliResource(project_dir=str(PROJECT))})
    """)
    operation = found.tasks["models"].operation
    assert isinstance(operation, Dbt)
    assert operation.command == (Constant(value="run"), Constant(value="--full-refresh"))
    assert operation.project == Code(text="str(PROJECT)", names=("PROJECT",))
    assert operation.manifest == Code(text='PROJECT / "manifest.json"', names=("PROJECT",))
    assert found.codes == ()


def test_a_graph_of_ops_inside_an_asset_is_never_a_silent_pass(read: Reader) -> None:
    found = read("""
        from dagster import graph_asset, op

        @op
        def fetch():
            return 1

        @graph_asset
        def rows():
            return fetch()
    """)
    assert isinstance(found.tasks["rows"].operation, Opaque)
    assert "DGR303" in found.codes


def test_assets_of_other_files_come_with_what_their_functions_read(tmp_path: Path) -> None:
    (tmp_path / "crm.py").write_text(
        "import dagster as dg\n\nLIMIT = 3\n\n\n@dg.asset\ndef customers():\n    return range(LIMIT)\n"
    )
    (tmp_path / "definitions.py").write_text(
        "import dagster as dg\n\nimport crm\n\n"
        "defs = dg.Definitions(assets=dg.load_assets_from_modules([crm]))\n"
    )
    module = _read_file(tmp_path / "definitions.py")
    assert [pipeline.id for pipeline in module.pipelines] == ["definitions"]
    assert [prelude.text for prelude in module.prelude] == ["LIMIT = 3"]


def _read_file(path: Path) -> Module:
    project = Project((path.parent,))
    source = project.of(path)
    assert isinstance(source, SourceModule)
    return FRONTEND.read(source, project, Collector())


def test_an_asset_that_may_not_be_made_may_leave_out_its_output(read: Reader) -> None:
    found = read("""
from dagster import Output, asset

@asset(output_required=False)
def orders():
    if found:
        yield Output(1)
""")
    assert not found.codes
    assert found.module.functions["orders"].optional == ("result",)
