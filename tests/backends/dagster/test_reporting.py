"""Assets that a task makes without being one: it reports them when it has succeeded."""

from __future__ import annotations

from pathlib import Path

import pytest

from polydag.backends.contract import Options
from polydag.backends.dagster.reporting import at_end
from polydag.engines import parse_target
from polydag.translate.reading import read_file
from polydag.translate.sources import SourceFile
from polydag.translate.writing import write

SOURCE = """
from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import Asset, DAG, task
from airflow.sdk.exceptions import AirflowSkipException

A, B = Asset("a"), Asset("lake/b")

@task(outlets=[A, B])
def {name}(*, outlet_events=None):
{body}

with DAG("{name}_dag"):
    {name}()
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def f():\n    x = 1", "def f():\n    x = 1\n    note()"),
        ("def f():\n    return 1", "def f():\n    note()\n    return 1"),
        ("def f():\n    return g()", "def f():\n    made = g()\n    note()\n    return made"),
        (
            "def f(made):\n    return g(\n        made,\n    )",
            "def f(made):\n    result = g(\n        made,\n    )\n    note()\n    return result",
        ),
        ("def f():\n    if x:\n        return 1\n    return 2", None),
        ("def f(): return 1", None),
        ("def f():\n    x = 1; return x", None),
    ],
)
def test_statements_at_the_end_of_a_function(text: str, expected: str | None) -> None:
    assert at_end(text, ["note()"]) == expected


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("    print(1)", ('    context.log_event(AssetMaterialization(["lake", "b"]))',)),
        (
            '    outlet_events[A].extra = {"n": 1}\n    return 2',
            (
                '    context.log_event(AssetMaterialization("a", metadata={"n": 1}))',
                '    context.log_event(AssetMaterialization(["lake", "b"]))\n    return 2',
            ),
        ),
        (
            '    if 1 > 2:\n        return 1\n    outlet_events[A].extra = {"n": 1}',
            ('@materializes(["lake", "b"])', 'AssetMaterialization("a", metadata={"n": 1})'),
        ),
        (
            '    if 1 > 2:\n        outlet_events[A].extra = {"n": 1}',
            (
                'context.add_output_metadata({"n": 1})',
                'context.log_event(AssetMaterialization("a"))',
            ),
        ),
        (
            '    if 1 > 2:\n        raise AirflowSkipException("no")\n    return 1',
            ('@materializes_outputs("a", ["lake", "b"])',),
        ),
    ],
)
def test_an_op_reports_the_assets_that_it_makes(
    tmp_path: Path, body: str, lines: tuple[str, ...]
) -> None:
    path = tmp_path / "etl.py"
    path.write_text(SOURCE.format(name="load", body=body))
    [output] = write([read_file(SourceFile(path, "etl.py"))], [parse_target("dagster")], Options())
    text = output.text or ""
    assert not [line for line in lines if line not in text], text
    assert {d.code for d in output.diagnostics} & {"DGW261", "DGW304"} == {"DGW261"}
