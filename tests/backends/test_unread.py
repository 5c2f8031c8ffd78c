"""Claims about calls that no rule reads: what of them stands in the task that raises."""

from __future__ import annotations

import ast

import pytest

from polydag import read
from polydag.backends.contract import Options
from polydag.backends.original import original
from polydag.engines import parse_target
from polydag.ir.operations import Opaque
from polydag.ir.pipeline import Prelude
from polydag.translate.writing import write

SOURCE = """
from company.operators import Other, PublishOperator
from airflow.sdk import DAG, Variable, task

with DAG("etl", schedule=None, params={"region": "eu"}):
    @task
    def count():
        return 1

    PublishOperator(
        task_id="step", table="t_{{ params.region }}", rows=count(), mode="fast",
        token=Variable.get("token"), check=lambda row: row.ok,
    )
"""
COMPANY = "from company.operators import PublishOperator"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    file = tmp_path_factory.mktemp("unread") / "dag.py"
    file.write_text(SOURCE)
    outputs = write(
        read(file).readings, tuple(map(parse_target, ("dagster", "prefect"))), Options()
    )
    return {output.target.engine: output.text or "" for output in outputs}


@pytest.mark.parametrize("engine", ["dagster", "prefect"])
def test_the_task_raises_and_shows_its_rendered_arguments(
    engine: str, written: dict[str, str]
) -> None:
    tree = ast.parse(written[engine])
    step = next(n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == "step")
    [assigned, raised] = step.body
    assert isinstance(assigned, ast.Assign)
    assert isinstance(assigned.value, ast.Dict)
    assert isinstance(raised, ast.Raise)
    names = [ast.literal_eval(key) for key in assigned.value.keys if key is not None]
    given = dict(zip(names, assigned.value.values, strict=True))
    # A secret of the server and a function stay in the comment above.
    assert list(given) == ["table", "rows", "mode"]
    assert isinstance(given["table"], ast.JoinedStr)
    above = written[engine].partition("def step(")[0]
    assert f"# {COMPANY}\n# PublishOperator(\n#     task_id=" in above
    assert "company.operators.PublishOperator (see MIGRATION.md)" in ast.unparse(raised)
    assert ".format(arguments)" in ast.unparse(raised)


@pytest.mark.parametrize(
    ("spelt", "class_name", "stated"),
    [
        ("B(x=1)", "airflow.a.B", "from airflow.a import B"),
        ("C.partial(x=1).expand(y=[2])", "airflow.a.B", "from airflow.a import B as C"),
        ("a.B(x=1)", "airflow.a.B", "from airflow import a"),
        ("airflow.a.B(x=1)", "airflow.a.B", "import airflow.a"),
        (
            "b.B(helper())",
            "company.a.B",
            "import company.a as b; from tools import helper as helper",
        ),
        ("for_each()", "what the loop makes", ""),
    ],
)
def test_the_comment_says_where_the_class_came_from(
    spelt: str, class_name: str, stated: str
) -> None:
    prelude = (
        Prelude(text="import company.a as b, os", kind="import", defines=("b", "os")),
        Prelude(
            text="from tools import helper as helper, other",
            kind="import",
            defines=("helper", "other"),
        ),
    )
    said = original(Opaque(class_name=class_name, source=spelt), prelude)
    assert "; ".join(row.removeprefix("# ") for row in said[:-1]) == stated
    assert said[-1] == f"# {spelt}"
