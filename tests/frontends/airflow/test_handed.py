"""Claims about helper functions that ask for the context of the task that calls them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from polydag.engines import parse_target
from polydag.translate import convert_files, discover

DAG = """
def run(x=0):
    return helper({given})

with DAG("etl"):
    PythonOperator(task_id="run", python_callable=run)
"""


@pytest.mark.parametrize(
    ("helper", "given", "handed", "call"),
    [
        pytest.param(
            "def helper():\n    context = get_current_context()\n    return context['ds']",
            "",
            "def helper(*, context):\n    return context['ds']",
            "helper(CONTEXT)",
            id="what it calls the context is the argument",
        ),
        pytest.param(
            "# why\ndef helper(a, b=1):\n    return get_current_context()['ds']",
            "x,",
            "# why\ndef helper(a, b=1, *, context):\n    return context['ds']",
            "helper(x, CONTEXT)",
            id="it comes behind the other arguments",
        ),
        pytest.param(
            "def helper(*a, k=2, **rest):\n    now = get_current_context()\n    return now['ds']",
            "*(x, 1), k=(3)",
            "def helper(*a, k=2, context, **rest):\n    now = context\n    return now['ds']",
            "helper(*(x, 1), k=(3), CONTEXT)",
            id="behind stars, before the rest",
        ),
        pytest.param(
            "def helper(a):\n    from airflow.sdk import get_current_context as now\n"
            "    return now()['ds']",
            "\n        x,  # it\n    ",
            "def helper(a, *, context):\n    return context['ds']",
            "helper(\n        x, CONTEXT,  # it\n    )",
            id="it imports the word itself",
        ),
    ],
)
def test_a_helper_that_asks_is_handed_the_context(
    read: Callable[[str], Any], helper: str, given: str, handed: str, call: str
) -> None:
    module = read(helper + DAG.format(given=given)).module
    [piece] = [piece for piece in module.prelude if "helper" in piece.defines]
    assert (piece.text, piece.handed) == (helper, handed)
    run = module.functions["run"]
    [use] = run.uses
    assert (use.kind, use.key, use.arguments["asked"]) == ("escape", "context", "ds")
    shown = run.text[: use.start] + use.arguments["lead"] + "C" + run.text[use.stop :]
    assert shown.partition("return ")[2] == call.replace("CONTEXT", "context=C")


@pytest.mark.parametrize(
    "helper",
    [
        pytest.param(
            "def helper(context=None):\n    return (context or get_current_context())['ds']",
            id="the name is another one's",
        ),
        pytest.param(
            "@cached\ndef helper():\n    return get_current_context()['ds']", id="it is decorated"
        ),
        pytest.param(
            "def helper():\n    return get_current_context()['ds']\n\nBY_NAME = {'helper': helper}",
            id="it is no more than named somewhere",
        ),
        pytest.param(
            "def helper():\n    now = get_current_context\n    return now()['ds']",
            id="it only names the word",
        ),
        pytest.param(
            "def helper():\n    from airflow.models import DagRun\n    return DagRun.find()",
            id="it imports more of Airflow when it is called",
        ),
    ],
)
def test_a_helper_that_cannot_be_handed_the_context_is_told(
    read: Callable[[str], Any], helper: str
) -> None:
    found = read(helper + DAG.format(given=""))
    assert found.codes == ["AFR310"]
    assert not [p for p in found.module.prelude if "helper" in p.defines]


SHARED = """
from airflow.models import Variable
from airflow.operators.python import get_current_context
from include.base import prefix

SUFFIX = "!"

def region():
    return prefix() + Variable.get("region", "eu") + SUFFIX

def day():
    return get_current_context()["ds"]

def plain():
    return 1
"""
BASE = """
from airflow.models import Variable

def prefix():
    return Variable.get("prefix")
"""
FILE = """
from airflow.decorators import dag, task
from include.shared import day, plain, region

@task
def tell():
    return day() + region() + str(plain())

@dag(schedule=None)
def etl():
    tell()

etl()
"""


def test_what_asks_in_an_imported_module_comes_along_and_the_rest_is_imported(
    tmp_path: Path,
) -> None:
    """A folder that is converted is a root of imports, whether or not it is marked as a project."""
    for name, text in {"include/shared": SHARED, "include/base": BASE, "dags/etl": FILE}.items():
        path = tmp_path / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    targets = [parse_target("dagster"), parse_target("prefect")]
    conversion = convert_files(list(discover([str(tmp_path)])), targets)
    files = {str(file.path): file.text for file in conversion.files}
    assert "AFR310" not in {diagnostic.code for diagnostic in conversion.diagnostics}
    for engine, asked in (
        ("dagster-1.13", "os.environ['PREFIX']"),
        ("prefect-3.8", "Variable.get('prefix')"),
    ):
        text = files[f"{engine}/dags/etl.py"]
        assert "from include.shared import plain\n" in text
        assert text.index(f"def prefix():\n    return {asked}") < text.index("def region():")
        assert 'SUFFIX = "!"\n' in text
        assert 'def day(*, context):\n    return context["ds"]' in text
        assert "airflow" not in files[f"{engine}/include/shared.py"]
