"""Every command that is printed after a conversion runs what was written, in the environment of its engine."""

from __future__ import annotations

import os
import shlex
import subprocess
import time
from pathlib import Path

import pytest

from polydag.engines import parse_target
from polydag.runs.environments import find
from tests.cli.conftest import Cli

pytestmark = pytest.mark.engines
EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "shop_orders.py"
PATIENCE = 120


def printed(cli: Cli, engine: str, out: Path) -> list[str]:
    """The one command that a conversion prints, with the program of the engine's environment."""
    done = cli("convert", EXAMPLE, "--to", engine, "-o", out)
    [line] = [line for line in done.err.splitlines() if "run it: " in line]
    words = shlex.split(line.partition("run it: ")[2])
    return ["env", *words]


def own(tmp_path: Path, engine: str, **settings: str) -> dict[str, str]:
    """A shell in the engine's environment, with a home of its own and no call home."""
    environment = find(parse_target(engine).key)
    assert environment is not None, f"no environment for {engine}: make engines"
    path = f"{environment.python.parent}{os.pathsep}{os.environ['PATH']}"
    homes = {name: str(tmp_path / "home") for name in ("AIRFLOW_HOME", "PREFECT_HOME")}
    quiet = {"DAGSTER_DISABLE_TELEMETRY": "1", "DO_NOT_TRACK": "1"}
    return os.environ | homes | quiet | {"PATH": path} | settings


def ended(words: list[str], settings: dict[str, str]) -> str:
    """What the command printed; it must succeed."""
    done = subprocess.run(
        words,
        env=settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:]
    return done.stdout


def test_the_command_for_dagster(cli: Cli, tmp_path: Path) -> None:
    shown = ended(printed(cli, "dagster", tmp_path / "out"), own(tmp_path, "dagster"))
    assert "RUN_SUCCESS" in shown


def test_the_command_for_airflow(cli: Cli, tmp_path: Path) -> None:
    """In a database that Airflow has made before, as every installation has."""
    words = printed(cli, "airflow", tmp_path / "out")
    settings = own(tmp_path, "airflow", AIRFLOW__CORE__LOAD_EXAMPLES="False")
    ended(["airflow", "db", "migrate"], settings)
    assert "state=success" in ended(words, settings)


def test_the_command_for_prefect(cli: Cli, tmp_path: Path) -> None:
    """A flow with a schedule is served until somebody stops it."""
    words = printed(cli, "prefect", tmp_path / "out")
    log = tmp_path / "log"
    with (
        log.open("w") as sink,
        subprocess.Popen(words, env=own(tmp_path, "prefect"), stdout=sink, stderr=sink) as served,
    ):
        began = time.monotonic()
        while "is being served" not in log.read_text() and time.monotonic() - began < PATIENCE:
            assert served.poll() is None, log.read_text()[-2000:]
            time.sleep(0.5)
        served.terminate()
    assert "is being served" in log.read_text()
