"""What bodies ask of Dagster has a neutral meaning; the text stays the author's."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from polydag.ir.policies import RunParameter
from polydag.ir.values import Constant

from .conftest import Read

Reader = Callable[[str], Read]


@pytest.mark.parametrize(
    ("statement", "kind", "key", "span"),
    [
        pytest.param('context.log.info("x")', "log", "info", "context.log", id="the log"),
        pytest.param("context.run_id", "context", "run_id", "context.run_id", id="the run"),
        pytest.param(
            "context.partition_key[:4]", "context", "partition_key", "context.partition_key", id="the partition"
        ),
        pytest.param("context.retry_number", "context", "retry_number", "context.retry_number", id="the retry"),
        pytest.param(
            'context.add_output_metadata({"n": 1})', "metadata", "", 'context.add_output_metadata({"n": 1})',
            id="metadata",
        ),
        pytest.param(
            'context.op_config["limit"]', "parameter", "limit", 'context.op_config["limit"]', id="a config by key"
        ),
        pytest.param("use(context)", "escape", "context", "context", id="the context passed on"),
    ],
)  # fmt: skip
def test_the_context_is_read(read: Reader, statement: str, kind: str, key: str, span: str) -> None:
    found = read(f"""
        from dagster import AssetExecutionContext, asset

        @asset
        def rows(context: AssetExecutionContext):
            {statement}
    """)
    function = found.module.functions["rows"]
    [use] = function.uses
    assert (use.kind, use.key, function.text[use.start : use.stop]) == (kind, key, span)
    assert function.injected == ("context",)


def test_the_fields_of_a_config_are_parameters_of_the_run(read: Reader) -> None:
    found = read("""
        from dagster import Config, job, op

        class Settings(Config):
            folder: str
            limit: int = 10

        @op
        def load(config: Settings):
            return config.folder, config.limit

        @job
        def etl():
            load()
    """)
    assert found.pipeline.parameters == (
        RunParameter(name="folder", json_type="string", annotation="str", required=True),
        RunParameter(
            name="limit", json_type="integer", annotation="int", default=Constant(value=10)
        ),
    )
    uses = found.module.functions["load"].uses
    assert [(use.kind, use.key) for use in uses] == [
        ("parameter", "folder"),
        ("parameter", "limit"),
    ]


def test_yielded_and_returned_outputs_have_names_and_values(read: Reader) -> None:
    found = read("""
        from dagster import MaterializeResult, Out, Output, asset, job, op

        @op(out={"path": Out(), "count": Out()})
        def extract():
            yield Output("x", "path")
            yield Output(1, output_name="count")

        @job
        def etl():
            extract()

        @asset
        def rows():
            return MaterializeResult(value=[1], metadata={"n": 1})
    """)
    outputs = [(use.key, use.arguments["value"]) for use in found.module.functions["extract"].uses]
    assert outputs == [("path", '"x"'), ("count", "1")]
    [result] = found.module.functions["rows"].uses
    assert (result.key, result.arguments["value"]) == ("result", "[1]")


def test_the_text_of_a_body_is_the_authors(read: Reader) -> None:
    body = '''def rows(context):
    """Rows."""
    # Every night.
    text = """
  kept
"""
    return  text'''
    found = read(f"from dagster import asset\n\n\n@asset\n{body}\n")
    assert found.module.functions["rows"].text == body


def test_what_is_left_of_dagster_in_a_body_is_told(read: Reader) -> None:
    found = read("""
        import dagster as dg

        def label():
            return dg.MetadataValue.text("x")

        @dg.asset
        def rows():
            return label(), dg.AssetKey("y")
    """)
    assert found.codes == ("DGR309", "DGR309")
    assert found.module.prelude == ()
