"""A value that the source computes is written in the target's words or left out: no name is undefined when a module loads."""

from __future__ import annotations

from pathlib import Path

import pytest

from polydag.backends.contract import Options
from polydag.engines import parse_target
from polydag.translate.reading import read_file
from polydag.translate.sources import SourceFile
from polydag.translate.writing import Output, write

DAG = """
import json
import os
from datetime import timedelta

from airflow.configuration import conf
from airflow.models import Variable
from airflow.operators.bash import BashOperator
from airflow import DAG

with DAG("etl", schedule={schedule}):
    BashOperator(task_id="run", bash_command="load", {given})
"""
FLOW = """
from prefect import flow, task
from prefect.variables import Variable

@task(retries=Variable.get("tries", default=2), tags=[Variable.get("team")])
def a() -> int:
    return 1

@flow
def f():
    a()

if __name__ == "__main__":
    f.serve(cron=Variable.get("cron", default="0 5 * * *"))
"""
MODULE = """
import json
from airflow.models import Variable
from airflow.operators.python import PythonOperator
from airflow import DAG

# What to load.
cfg = json.loads(Variable.get("cfg", default_var="{}"))
tables = cfg["tables"]
odd = Variable.get(f"odd_{tables}")

def load(table):
    print(table, cfg["target"])

with DAG("etl", schedule=cfg["cron"]):
    PythonOperator(
        task_id="load", python_callable=load, op_args=[tables[0]], retries=cfg["tries"]
    )
    PythonOperator(task_id="odd", python_callable=load, op_args=[odd])
"""


def written(text: str, target: str, tmp_path: Path) -> Output:
    """What a source becomes for a target."""
    file = tmp_path / "pipelines.py"
    file.write_text(text)
    [output] = write([read_file(SourceFile(file, file.name))], [parse_target(target)], Options())
    return output


def text_of(output: Output) -> str:
    """The code with its line breaks and commas as if it were one line."""
    assert output.text is not None
    return " ".join(output.text.split())


@pytest.mark.parametrize(
    ("schedule", "given", "dagster", "prefect"),
    [
        (
            'Variable.get("sched", default_var="@daily")',
            'retries=int(Variable.get("tries", 2))',
            [
                'cron_schedule=os.environ.get("SCHED", "@daily")',
                'max_retries=int(os.environ.get("TRIES", 2))',
            ],
            [
                'cron=Variable.get("sched", default="@daily")',
                'retries=int(Variable.get("tries", default=2))',
            ],
        ),
        (
            'json.loads(Variable.get("cfg"))["sched"]',
            'retries=1, retry_delay=timedelta(seconds=int(os.environ["WAIT"]))',
            ['json.loads(os.environ["CFG"])["sched"]', 'delay=int(os.environ["WAIT"])'],
            ['json.loads(Variable.get("cfg"))["sched"]', 'seconds=int(os.environ["WAIT"])'],
        ),
        (
            "None",
            'env={"A": Variable.get("a", default_var="b").upper()},'
            ' retries=Variable.get("n", deserialize_json=True, default_var=3),'
            ' execution_timeout=timedelta(minutes=int(os.environ["M"]))',
            [
                'os.environ.get("A", "b").upper()',
                'json.loads(os.environ["N"]) if "N" in os.environ else 3',
                'timedelta(minutes=int(os.environ["M"])).total_seconds()',
            ],
            [
                'Variable.get("a", default="b").upper()',
                'retries=Variable.get("n", default=3)',
                'timedelta(minutes=int(os.environ["M"])).total_seconds()',
            ],
        ),
    ],
)
def test_a_variable_is_looked_up_as_the_target_does(
    schedule: str, given: str, dagster: list[str], prefect: list[str], tmp_path: Path
) -> None:
    source = DAG.format(schedule=schedule, given=given)
    for target, expected, code in (
        ("dagster", dagster, "DGW207"),
        ("prefect", prefect, "PFW204"),
    ):
        output = written(source, target, tmp_path)
        assert all(text in text_of(output) for text in expected)
        told = {d.code for d in output.diagnostics}
        assert code in told
        assert "IR306" not in told


@pytest.mark.parametrize(
    ("target", "lookup", "codes"),
    [
        ("dagster", "os.environ.get('CFG', '{}')", {"DGW207", "IR306"}),
        ("prefect", "Variable.get('cfg', default='{}')", {"PFW204"}),
    ],
)
def test_what_a_module_looks_up_stays_a_name_of_the_module(
    target: str, lookup: str, codes: set[str], tmp_path: Path
) -> None:
    output = written(MODULE, target, tmp_path)
    text = text_of(output)
    assert f'# What to load. cfg = json.loads({lookup}) tables = cfg["tables"]' in text
    assert 'retries=cfg["tries"]' in text
    assert "tables[0]" in text
    # Where the name of a variable has to be known, a computed one is told.
    assert codes == {d.code for d in output.diagnostics if d.code[2:] in ("W207", "W204", "306")}


@pytest.mark.parametrize(("target", "code"), [("dagster", "DGW305"), ("prefect", "PFW302")])
def test_what_only_the_source_has_is_left_out_and_told(
    target: str, code: str, tmp_path: Path
) -> None:
    source = DAG.format(schedule='conf.get("a", "cron")', given='retries=conf.getint("a", "b")')
    output = written(source, target, tmp_path)
    assert "conf.get(" not in "".join(
        line for line in (output.text or "").splitlines() if not line.startswith("#")
    )
    lost = [d.message for d in output.diagnostics if d.code == code]
    assert [("crons" in text, "count" in text) for text in lost if "conf.get" in text] == [
        (False, True),
        (True, False),
    ]


def test_what_a_flow_asks_prefect_for_is_asked_of_the_environment(tmp_path: Path) -> None:
    output = written(FLOW, "dagster", tmp_path)
    for text in ('("TRIES", 2)', 'os.environ["TEAM"]', 'os.environ.get("CRON", "0 5 * * *")'):
        assert text in text_of(output)
