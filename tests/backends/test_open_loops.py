"""Loops over what is only known when the code runs are the same loops in a flow and in a job."""

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


def written(body: str, target: str, tmp_path: Path, end: str = "") -> Output:
    """What a DAG becomes."""
    file = tmp_path / "pipelines.py"
    indented = "\n".join(f"    {line}" for line in body.strip("\n").splitlines())
    file.write_text(HEAD.replace("{end}", end) + indented + "\n")
    [output] = write([read_file(SourceFile(file, file.name))], [parse_target(target)], Options())
    return output


LOOPS = {
    "calls beside each other": (
        """
for name in names:
    start >> BashOperator(task_id=f"load_{name}", bash_command=f"load {name}") >> end
""",
        [
            'load_name_runs = [ load_name.with_options(name=f"load_{name}").submit(name) for name in names ]',
            "end_future = end.submit(wait_for=load_name_runs)",
        ],
        [
            "def load_op(name): # polydag DGW204: `load_{name}`",
            '@op(name=re.sub(r"\\W+", "_", f"load_{name}"), ins={"after": In(Nothing)})',
            "for name in names: load_name = load_op(name) load_name_done = load_name(after=start_done)",
            "end(after=load_name_results)",
        ],
    ),
    "one after the other": (
        """
for name in names:
    load = BashOperator(task_id=f"load_{name}", bash_command=f"load {name}")
    start >> load
    start = load
""",
        ["for name in names:", 'load_name.with_options(name=f"load_{name}")(name)'],
        ["load_name(after=[start_done, *before])", "before = [load_name_done]"],
    ),
    "options of the element": (
        """
for name, settings in Variable.get("tables", deserialize_json=True).items():
    BashOperator(task_id=f"load_{name}", bash_command=settings["run"], retries=settings["tries"])
""",
        [
            'load_name.with_options(name=f"load_{name}", retries=settings["tries"]).submit( settings )',
            'for name, settings in Variable.get("tables").items()',
        ],
        [
            'retry_policy=RetryPolicy(max_retries=settings["tries"], delay=300)',
            'for name, settings in json.loads(os.environ["TABLES"]).items():',
        ],
    ),
    "results of all": (
        "total([load(name) for name in names])",
        ["amounts = [load.submit(name) for name in names]", "[one.result() for one in amounts]"],
        ['@op(name=f"load_{number}")', "load_results.append(", "total(amounts=load_results)"],
    ),
}


@pytest.mark.parametrize(("body", "prefect", "dagster"), LOOPS.values(), ids=LOOPS)
def test_a_loop_stays_a_loop(
    body: str, prefect: list[str], dagster: list[str], tmp_path: Path
) -> None:
    for target, expected in (("prefect", prefect), ("dagster", dagster)):
        output = written(body, target, tmp_path)
        text = " ".join((output.text or "").split())
        assert [part for part in expected if part not in text] == []
        assert not [d for d in output.diagnostics if d.code in ("PFW302", "DGW304", "IR306")]
        # Every task is written and told of once, under the id that the loop gives it.
        assert output.emission is not None
        [plan] = output.emission.pipelines
        assert not [id for id in plan.placements if "#" in id]
        assert "#" not in "".join(d.message for d in output.diagnostics)


@pytest.mark.parametrize(
    ("rule", "prefect"),
    [
        ("all_done", "end.submit(wait_for=[*(allow_failure(one) for one in load_name_runs)])"),
        ("one_success", "one_success, [*load_name_runs], lambda: end.submit()"),
        ("one_failed", "if not [*load_name_runs] or any("),
    ],
)
def test_a_rule_below_a_loop_looks_at_every_iteration(
    rule: str, prefect: str, tmp_path: Path
) -> None:
    body = 'for name in names:\n    BashOperator(task_id=f"load_{name}", bash_command=name) >> end'
    dagster = ["load_name_results.append(load_name_done)", "end(after=load_name_results)"]
    for target, expected in (("prefect", [prefect]), ("dagster", dagster)):
        output = written(body, target, tmp_path, f', trigger_rule="{rule}"')
        text = " ".join((output.text or "").split())
        assert [part for part in expected if part not in text] == []


@pytest.mark.parametrize(("target", "code"), [("prefect", "PFW302"), ("dagster", "DGW304")])
def test_a_loop_that_nobody_can_say_raises(target: str, code: str, tmp_path: Path) -> None:
    body = (
        'for name in BaseHook.get_connection("x").extra_dejson:\n'
        '    BashOperator(task_id=f"load_{name}", bash_command=name, retries=len(name)) >> end'
    )
    output = written(body, target, tmp_path)
    told = [d.message for d in output.diagnostics if d.code == code]
    assert [message for message in told if message.startswith("`loop` of `load`")]
    assert "raise NotImplementedError" in (output.text or "")
    assert "IR306" not in {d.code for d in output.diagnostics}
