"""The wheel: it holds every data file, and works in an empty environment, from another folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from uv import find_uv_bin

ROOT = Path(__file__).resolve().parents[2]
PIPELINE = """\
from datetime import datetime

from airflow.sdk import dag, task


@dag(schedule="@daily", start_date=datetime(2024, 1, 1))
def hello():
    @task
    def greet() -> str:
        return "hello"

    greet()


hello()
"""


def run(*command: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run a command without this environment's paths, whatever its exit code."""
    surroundings = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    return subprocess.run(
        command, capture_output=True, text=True, cwd=cwd, env=surroundings, check=False
    )


def installed(python: Path, wheel: Path) -> subprocess.CompletedProcess[str]:
    """Install with the pinned versions: from the cache that made this environment, or from the index."""
    pins = ROOT / "requirements-dev.txt"
    command = (find_uv_bin(), "pip", "install", "--python", python, "-c", pins, wheel)
    result = run(*command, "--offline")
    return result if result.returncode == 0 else run(*command)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # From a copy: a `build` folder in the tree would put files of yesterday into the wheel.
    tree, folder = tmp_path_factory.mktemp("tree"), tmp_path_factory.mktemp("wheel")
    shutil.copytree(
        ROOT / "polydag", tree / "polydag", ignore=shutil.ignore_patterns("__pycache__")
    )
    for file in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / file, tree)
    options = ("--wheel", "--no-build-isolation", "--python", sys.executable, "--out-dir", folder)
    result = run(find_uv_bin(), "build", *options, tree)
    assert result.returncode == 0, result.stderr
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_every_file_of_the_package(wheel: Path) -> None:
    tracked = run("git", "ls-files", "polydag").stdout.splitlines()
    shipped = set(zipfile.ZipFile(wheel).namelist())
    assert tracked
    assert [path for path in tracked if path not in shipped] == []


def test_an_empty_environment_converts_a_file_in_another_folder(
    wheel: Path, tmp_path: Path
) -> None:
    environment = tmp_path / "environment"
    assert run(find_uv_bin(), "venv", "--python", sys.executable, environment).returncode == 0
    result = installed(environment / "bin" / "python", wheel)
    assert result.returncode == 0, result.stderr
    (tmp_path / "hello.py").write_text(PIPELINE, encoding="utf-8")
    converted = run(
        environment / "bin" / "polydag", "convert", "hello.py", "--to", "prefect", cwd=tmp_path
    )
    assert converted.returncode == 0, converted.stderr
    assert "@flow" in converted.stdout
