"""Functions that another Python runs: the decorators that send them there do so, and stand above the functions."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from polydag import convert
from polydag.backends.contract import Options
from polydag.backends.elsewhere import SENDING
from polydag.engines import parse_target
from polydag.translate.reading import read_file
from polydag.translate.sources import SourceFile
from polydag.translate.writing import write

BODIES = '''
@in_interpreter(sys.executable, env={"WHAT": "this"})
def told(*rows, day: "unknown" = None):
    """Says "\\ndef " and where it runs."""
    import os

    print("shown")
    return {"rows": rows, "what": os.environ["WHAT"], "kept": "PATH" in os.environ, "day": day}


@in_interpreter(sys.executable, inherit_env=False)
def bare():
    import os, __main__

    return "PATH" in os.environ, "Path" in vars(__main__)


@in_interpreter(sys.executable)
def ends(code):
    import sys

    sys.exit(code)


@in_container("python:3.12", environment={"WHAT": "that"}, url="tcp://host", user="me")
def contained(row, *, day):
    import os

    print("inside")
    return [row, day, os.environ["WHAT"]]


@in_virtualenv([], cache=FOLDER, system_site_packages=False)
def own():
    import sys

    return sys.prefix
'''


class FakeDocker(ModuleType):
    """Docker's library, with a Python of this machine in place of containers."""

    def __init__(self) -> None:
        super().__init__("docker")
        self.asked: list[object] = []
        self.containers = self

    def DockerClient(self, base_url: str) -> FakeDocker:  # as it is called there
        self.asked.append(base_url)
        return self

    def run(
        self, image: str, command: list[str], environment: dict[str, str], **how: object
    ) -> bytes:
        self.asked += [image, command[:2], how]
        there = [sys.executable, *command[1:]]
        done = subprocess.run(there, env=environment, stdout=subprocess.PIPE, check=True)
        return done.stdout


@pytest.fixture(scope="module")
def docker() -> FakeDocker:
    return FakeDocker()


@pytest.fixture(scope="module")
def sending(tmp_path_factory: pytest.TempPathFactory, docker: FakeDocker) -> ModuleType:
    """A module with all of the helpers and some functions under them."""
    folder = tmp_path_factory.mktemp("sending")
    imports = sorted({item for part in SENDING.values() for item in part.imports})
    lines = [f"from {m} import {name}" if name else f"import {m}" for m, name in imports]
    text = "\n".join([*lines, *(part.text for part in SENDING.values()), BODIES])
    file = folder / "sending.py"
    file.write_text(text.replace("FOLDER", repr(str(folder / "kept"))))
    spec = importlib.util.spec_from_file_location("sending", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "docker", docker)
        spec.loader.exec_module(module)
    return module


def test_a_function_is_called_in_the_other_python(
    sending: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    given = sending.told(1, [2], day="x")
    assert given == {"rows": (1, [2]), "what": "this", "kept": "PATH" in os.environ, "day": "x"}
    assert capsys.readouterr().out == "shown\n"
    assert sending.bare() == (False, False)


def test_a_container_gets_the_function_and_says_what_it_gives(
    sending: ModuleType, docker: FakeDocker, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sending.contained({"a": 1}, day="x") == [{"a": 1}, "x", "that"]
    assert docker.asked == ["tcp://host", "python:3.12", ["python3", "-c"], {"user": "me"}]
    assert capsys.readouterr().out.strip() == "inside"


def test_its_failure_is_one_of_the_caller(sending: ModuleType) -> None:
    with pytest.raises(subprocess.CalledProcessError) as error:
        sending.ends(7)
    assert error.value.returncode == 7
    assert sending.told.__name__ == "told"


def test_an_environment_that_is_kept_is_made_once(sending: ModuleType) -> None:
    prefix = Path(sending.own())
    mark = prefix / "mark"
    mark.touch()
    assert Path(sending.own()) == prefix
    assert mark.exists()


TEXT = """
import sys
from airflow.sdk import DAG, task
from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.providers.standard.operators.python import ExternalPythonOperator

TOOLS = "/opt/tools"

def clean(rows, ds):
    return rows

with DAG("etl", schedule="@daily"):
    @task.virtualenv(requirements=["pandas==2"], venv_cache_path=TOOLS, retries=1)
    def load():
        return [1]

    @task.branch_external_python(python=sys.executable, serializer="cloudpickle")
    def choose(rows):
        return "big"

    rows = load()
    other = ExternalPythonOperator(
        task_id="clean", python_callable=clean, op_args=[rows], python=f"{TOOLS}/python",
        skip_on_exit_code=[3, 4], string_args=["a"],
    )
    choose(other.output) >> EmptyOperator(task_id="big")
"""
# What stands where, by target.
SENT = {
    "dagster": (
        """
        @in_virtualenv(["pandas==2"], cache="/opt/tools")
        def load():
        """,
        """
        @in_interpreter("/opt/tools/python")
        def clean(rows, ds):
            virtualenv_string_args = ['a']
        """,
        """
            try:
                result = clean(rows=rows, ds=context.partition_key)
            except subprocess.CalledProcessError as error:
                if error.returncode in (3, 4):
                    return
                raise
            yield Output(result)
        """,
        """
        @in_interpreter(sys.executable, serializer="cloudpickle")
        def choose(rows):
        """,
        """
            chosen = choose(rows=rows)
            for label in
        """,
    ),
    "prefect": (
        """
        @task(retries=1, retry_delay_seconds=300)
        @in_virtualenv(["pandas==2"], cache="/opt/tools")
        def load():
        """,
        """
        @task
        @skip_on(3, 4)
        @in_interpreter("/opt/tools/python")
        def clean(rows, ds):
            virtualenv_string_args = ['a']
        """,
        """
        @task
        @one_of("big")
        @in_interpreter(sys.executable, serializer="cloudpickle")
        def choose(rows):
        """,
    ),
}


def _flush(text: str) -> str:
    return "\n".join(line.strip() for line in text.strip().splitlines())


@pytest.mark.parametrize("target", SENT)
def test_the_decorator_stands_above_the_authors_function(target: str, tmp_path: Path) -> None:
    file = tmp_path / "etl.py"
    file.write_text(TEXT)
    made = convert(file, to=target)
    assert [text for text in SENT[target] if _flush(text) not in _flush(made.code)] == []
    codes = {d.code for d in made.diagnostics}
    assert {"dagster": "DGW234", "prefect": "PFW234"}[target] in codes
    assert not {code for code in codes if code[3] in "13"}


def test_a_name_that_the_building_code_knows_is_a_line_of_the_body(tmp_path: Path) -> None:
    file = tmp_path / "etl.py"
    file.write_text("""
from airflow.sdk import dag, task

@dag(schedule=None)
def etl():
    factor = 3

    @task
    def scaled():
        return factor

    scaled()

etl()
""")
    for target in SENT:
        made = convert(file, to=target)
        assert "():\n    factor = 3\n    return factor" in made.code, target
        assert made.diagnostics == () or all(d.code[3] == "0" for d in made.diagnostics)


def test_airflow_keeps_its_operator_and_nothing_that_it_sends_by_itself(tmp_path: Path) -> None:
    file = tmp_path / "etl.py"
    file.write_text(TEXT.replace('"@daily"', '"@daily", is_paused_upon_creation=True'))
    [reading] = [read_file(SourceFile(file, "etl.py"))]
    [output] = write([reading], [parse_target("airflow@3.3")], Options())
    assert output.text is not None
    assert (
        '@task.virtualenv(requirements=["pandas==2"], venv_cache_path="/opt/tools"' in output.text
    )
    operator = output.text.partition("ExternalPythonOperator(")[2].partition("    )\n")[0]
    keywords = [line.strip().partition("=")[0] for line in operator.strip().splitlines()]
    kept = ["task_id", "python_callable", "op_kwargs", "python", "string_args", "skip_on_exit_code"]
    assert sorted(keywords) == sorted(kept)
    assert 'op_kwargs={"rows": rows}' in operator
    assert "virtualenv_string_args" not in output.text
