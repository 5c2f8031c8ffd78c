"""Loops over what is only known when the flow runs are the same loops in the flow."""

from __future__ import annotations

from pathlib import Path

import pytest

from polydag.backends.contract import Options
from polydag.engines import parse_target
from polydag.translate.reading import read_file
from polydag.translate.sources import SourceFile
from polydag.translate.writing import Output, write

HEAD = """
from airflow.sdk import DAG, Variable, task
from airflow.hooks.base import BaseHook
from airflow.providers.standard.operators.bash import BashOperator

names = Variable.get("names").split(",")

@task
def load(name): return name

@task
def total(amounts): return sum(amounts)

with DAG("etl", schedule=None):
    start = BashOperator(task_id="start", bash_command="start")
    end = BashOperator(task_id="end", bash_command="end"{end})
"""


def written(body: str, tmp_path: Path, end: str = "") -> Output:
    """What a DAG becomes for Prefect."""
    file = tmp_path / "pipelines.py"
    indented = "\n".join(f"    {line}" for line in body.strip("\n").splitlines())
    file.write_text(HEAD.replace("{end}", end) + indented + "\n")
    [output] = write([read_file(SourceFile(file, file.name))], [parse_target("prefect")], Options())
    return output


LOOPS = {
    "calls beside each other": (
        """
for name in names:
    start >> BashOperator(task_id=f"load_{name}", bash_command=f"load {name}") >> end
""",
        'load_name_runs = [ load_name.with_options(name=f"load_{name}").submit(name) for name in names ]',
        "end_future = end.submit(wait_for=load_name_runs)",
    ),
    "one after the other": (
        """
for name in names:
    load = BashOperator(task_id=f"load_{name}", bash_command=f"load {name}")
    start >> load
    start = load
""",
        'load_name.with_options(name=f"load_{name}")(name)',
        "for name in names:",
    ),
    "options of the element": (
        """
for name, settings in Variable.get("tables", deserialize_json=True).items():
    BashOperator(task_id=f"load_{name}", bash_command=settings["run"], retries=settings["tries"])
""",
        'load_name.with_options(name=f"load_{name}", retries=settings["tries"]).submit( settings )',
        'for name, settings in Variable.get("tables").items()',
    ),
    "results of all": (
        "total([load(name) for name in names])",
        "amounts = [load.submit(name) for name in names]",
        "total([one.result() for one in amounts])",
    ),
}


@pytest.mark.parametrize(("body", "loop", "around"), LOOPS.values(), ids=LOOPS)
def test_a_loop_stays_a_loop(body: str, loop: str, around: str, tmp_path: Path) -> None:
    output = written(body, tmp_path)
    text = " ".join((output.text or "").split())
    assert loop in text
    assert around in text
    assert not [d for d in output.diagnostics if d.code in ("PFW302", "IR306")]
    # Every task is written and told of once, under the id that the loop gives it.
    assert output.emission is not None
    [plan] = output.emission.pipelines
    assert not [id for id in plan.placements if "#" in id]
    assert "#" not in "".join(d.message for d in output.diagnostics)


@pytest.mark.parametrize(
    ("over", "end"),
    [
        pytest.param('BaseHook.get_connection("x").extra_dejson', "", id="of a connection"),
        pytest.param("names", ', trigger_rule="all_done"', id="below a trigger rule"),
    ],
)
def test_what_no_flow_says_as_a_loop_raises(over: str, end: str, tmp_path: Path) -> None:
    body = (
        f"for name in {over}:\n    BashOperator(task_id=f'load_{{name}}', bash_command=name) >> end"
    )
    output = written(body, tmp_path, end)
    told = [d.message for d in output.diagnostics if d.code == "PFW302"]
    assert [message for message in told if message.startswith("`loop` of `load`")]
    assert "raise NotImplementedError" in (output.text or "")
    assert "IR306" not in {d.code for d in output.diagnostics}
