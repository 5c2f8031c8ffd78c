"""What README.md tells people to type works as it stands there."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from polydag.cli.main import COMMANDS as EXISTING
from polydag.runs.environments import find

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    found: list[str] = re.findall(rf"```{language}\n(.*?)```", TEXT, flags=re.DOTALL)
    return found


COMMANDS = [
    line for text in blocks("sh") for line in text.splitlines() if line.startswith("polydag ")
]
NEEDS_ENGINES = [
    line
    for line in COMMANDS
    if line.split()[1] in ("verify", "compare", "engines") and "--python" not in line
]
COMPANY = "/opt/airflow/bin/python"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with what the commands name: the examples, and a folder of DAGs."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    (tmp_path / "dags").mkdir()
    shutil.copy(ROOT / "examples" / "shop_orders.py", tmp_path / "dags" / "etl.py")
    return tmp_path


def done(line: str, folder: Path) -> None:
    words = [sys.executable, "-m", *shlex.split(line)]
    run = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr[-2000:]


def test_commands_are_found() -> None:
    assert {line.split()[1] for line in COMMANDS} == {"convert", "verify", "compare", "engines"}


@pytest.mark.parametrize("line", [line for line in COMMANDS if "convert" in line])
def test_a_command_works(line: str, folder: Path) -> None:
    done(line, folder)
    assert {path.name for path in (folder / "out").iterdir()} >= {"dagster-1.13", "prefect-3.8"}


@pytest.mark.engines
@pytest.mark.parametrize("line", NEEDS_ENGINES)
def test_a_command_that_runs_engines_works(line: str, folder: Path) -> None:
    # All outcomes take minutes, and are the conformance suite's; here the command itself is tried.
    done(f"{line} --scenario 'extract fails'" if "engines" not in line else line, folder)


@pytest.mark.engines
def test_an_environment_of_one_s_own_is_taken(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [line] = [line for line in COMMANDS if COMPANY in line]
    environment = find(shlex.split(line)[3])
    assert environment is not None
    monkeypatch.setenv("POLYDAG_HOME", str(tmp_path / "home"))
    done(line.replace(COMPANY, str(environment.python)), folder)


@pytest.mark.parametrize("text", blocks("python"))
def test_the_python_example_works(text: str, folder: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", text], cwd=folder, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert "@asset" in run.stdout


def test_every_command_of_the_table_exists() -> None:
    named = re.findall(r"^\| `polydag (\w+)", TEXT, flags=re.MULTILINE)
    assert named == list(EXISTING)
