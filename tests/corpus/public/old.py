"""An environment with an old Airflow and the providers of its days, and what it loads."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from tests.corpus.truth import Loaded

# What was the newest on that day: later releases of the packages that these need do not go with them.
DAY = "2022-03-20"
AIRFLOW = "2.2.4"
PYTHON = "3.8"
PROVIDERS = (
    *(
        "airbyte",
        "amazon",
        "apache-beam",
        "apache-druid",
        "apache-livy",
        "asana",
        "cncf-kubernetes",
    ),
    *("databricks", "dingding", "docker", "elasticsearch", "ftp", "google", "http", "imap", "jdbc"),
    *(
        "jenkins",
        "microsoft-azure",
        "papermill",
        "postgres",
        "qubole",
        "salesforce",
        "sftp",
        "slack",
    ),
    *("snowflake", "sqlite", "ssh", "tableau", "telegram", "trino", "yandex"),
)
LOADER = Path(__file__).parents[1] / "load_old.py"


def environment(folder: Path) -> Path | None:
    """The Python of the environment, made once; None where there is no Python that is old enough."""
    python = folder / "bin" / "python"
    if python.exists():
        return python
    uv = [sys.executable, "-m", "uv"]
    made = subprocess.run(
        [*uv, "venv", "--quiet", f"--python={PYTHON}", "--no-python-downloads", folder], check=False
    )
    if made.returncode != 0:
        return None
    packages = [f"apache-airflow=={AIRFLOW}", *(f"apache-airflow-providers-{p}" for p in PROVIDERS)]
    options = ["--quiet", f"--python={python}", f"--exclude-newer={DAY}"]
    subprocess.run([*uv, "pip", "install", *options, *packages], check=True)
    return python


def loaded(python: Path, home: Path, folders: Iterable[Path]) -> dict[Path, Loaded]:
    """What the files below the folders hold, by file."""
    run = subprocess.run(
        [python, LOADER, home, *folders],
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-3000:]
    answer: dict[str, Loaded] = json.loads(run.stdout)
    return {Path(file): found for file, found in answer.items()}
