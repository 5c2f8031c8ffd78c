"""Claims about calls that no rule reads: what of them stands in the task that raises."""

from __future__ import annotations

import ast

import pytest

from polydag import read
from polydag.backends.contract import Options
from polydag.engines import parse_target
from polydag.translate.writing import write

SOURCE = """
from airflow.providers.acme.operators.acme import AcmeOperator
from airflow.sdk import DAG, Variable, task

with DAG("etl", schedule=None, params={"region": "eu"}):
    @task
    def count():
        return 1

    AcmeOperator(
        task_id="step", table="t_{{ params.region }}", rows=count(), mode="fast",
        token=Variable.get("token"), check=lambda row: row.ok,
    )
"""


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
    assert "AcmeOperator" in written[engine].partition("def step(")[0]
    assert ".format(arguments)" in ast.unparse(raised)
