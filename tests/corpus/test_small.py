"""What made an example file fail to load, each as the smallest file that shows it: the code compiles, and has no name unbound."""

from __future__ import annotations

import ast
import builtins
from pathlib import Path

import pytest

from polydag.api import convert

HEAD = """
from airflow.models.dag import DAG
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import PythonOperator
"""
FILES = {
    "a date beside the module of dates": (
        "airflow",
        "import datetime\n"
        'with DAG("a", start_date=datetime.datetime(2024, 1, 1)):\n'
        '    EmptyOperator(task_id="x", retry_delay=datetime.timedelta(days=2))\n'
        '    from company import Ask\n    Ask(task_id="y", when=datetime.datetime.now())\n',
        "datetime.datetime.now()",
    ),
    "a list that a loop of the block goes through": (
        "airflow",
        'with DAG("a"):\n    names = ["b", "c"]\n    for name in names:\n'
        '        EmptyOperator(task_id=f"t_{name}")\n',
        'names = ["b", "c"]',
    ),
    "names that Airflow 3 has elsewhere": (
        "airflow",
        "from airflow.datasets import Dataset\nfrom airflow.timetables.datasets import DatasetOrTimeSchedule\n"
        'with DAG("a", fail_stop=True, schedule=DatasetOrTimeSchedule(timetable=None, datasets=[Dataset("x")])):\n'
        '    EmptyOperator(task_id="b")\n',
        "assets=",
    ),
    "a block that imports the engine": (
        "dagster",
        "import warnings\nwith warnings.catch_warnings():\n"
        "    from airflow.operators.bash import BashOperator\n    LIMIT = 3\n"
        "def run():\n    return LIMIT\n"
        'with DAG("a"):\n    PythonOperator(task_id="b", python_callable=run)\n',
        "",
    ),
    "an annotation that was not carried": (
        "dagster",
        "from airflow.io.path import ObjectStoragePath\n"
        "from airflow.decorators import task\n"
        "@task\ndef one() -> ObjectStoragePath: ...\n"
        "@task\ndef two(path: ObjectStoragePath): ...\n"
        'with DAG("a"):\n    two(one())\n',
        "def two(path)",
    ),
    "a job of nothing but empty tasks": (
        "dagster",
        'with DAG("a"):\n    EmptyOperator(task_id="b")\n',
        "",
    ),
    "an expression over several lines that brackets held together": (
        "dagster",
        "import os\nfrom airflow.operators.bash import BashOperator\n"
        'path = os.environ["FROM"]\nwith DAG("a"):\n'
        '    BashOperator(task_id="copy", bash_command="cp " +\n        path +\n        ".csv")\n',
        "",
    ),
    "keys that a task pushes which nobody has written yet": (
        "prefect",
        "from company import Ask\ndef use(key, whole): ...\n"
        'with DAG("a"):\n    Ask(task_id="ask") >> PythonOperator(task_id="use", python_callable=use, op_args=[\n'
        "        \"{{ ti.xcom_pull('ask', key='id') }}\", \"{{ ti.xcom_pull('ask') }}\"])\n",
        "ask_id, ask_result = ask_task()",
    ),
    "one key that a task pushes which nobody has written yet": (
        "prefect",
        "from company import Ask\ndef use(key): ...\n"
        'with DAG("a"):\n    Ask(task_id="ask") >> PythonOperator(task_id="use", python_callable=use, op_args=[\n'
        "        \"{{ ti.xcom_pull('ask', key='id') }}\"])\n",
        "ask_id = ask_task()",
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_what_is_written_binds_its_names(tmp_path: Path, name: str) -> None:
    target, text, expected = FILES[name]
    path = tmp_path / "etl.py"
    path.write_text(HEAD + text)
    code = convert(path, to=target).code
    assert expected in code
    assert "selection=[]" not in code
    assert "airflow.datasets" not in code
    assert target == "airflow" or "import airflow" not in code
    assert _unbound(ast.parse(code)) <= {"Ask", "LIMIT"}
    names = [a.asname or a.name for n in ast.parse(code).body for a in getattr(n, "names", ())]
    assert len(names) == len(set(names)), "one import hides another"


def _unbound(tree: ast.Module) -> set[str]:
    """Names that are read and that nothing in the module binds."""
    read: set[str] = set()
    bound = set(dir(builtins))
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            (read if isinstance(node.ctx, ast.Load) else bound).add(node.id)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            bound.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            bound |= {a.asname or a.name.partition(".")[0] for a in node.names}
    return read - bound
