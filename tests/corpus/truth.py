"""What Airflow loads from folders of DAG files, asked of the Airflow environments; each version is started once."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypedDict

from polydag.runs.environments import EngineEnvironment, find
from polydag.translate.reading import Reading, read_files
from polydag.translate.sources import SourceFile
from tests.corpus.structures import DagForm

ROOT = Path(__file__).parents[2]
LOADER = Path(__file__).with_name("load_airflow.py")


class Loaded(TypedDict):
    """A file, as Airflow loads it."""

    error: str | None
    dags: dict[str, DagForm]


def examples(environment: EngineEnvironment) -> tuple[Path, ...]:
    """The folders of example files that Airflow brings; those of the standard provider are written for Airflow 3."""
    [package] = environment.folder.glob("lib/python*/site-packages/airflow")
    own = package / "example_dags"
    standard = package / "providers" / "standard" / "example_dags"
    return (own, standard) if environment.engine.key == "airflow-3.3" else (own,)


def environment_of(key: str) -> EngineEnvironment:
    """The environment, which must be there."""
    found = find(key)
    assert found is not None, f"no environment for {key}: make engines"
    return found


@dataclass(frozen=True)
class Pair:
    """A file as Airflow loads it and as polydag reads it."""

    path: Path
    truth: Loaded
    reading: Reading


@cache
def pairs(version: str) -> tuple[Pair, ...]:
    """The example files of a version; loaded and read once for all tests of a process."""
    environment = environment_of(version)
    truth = loaded(environment, examples(environment))
    readings = read_files(SourceFile(path, path.name) for path in truth)
    both = zip(truth.items(), readings, strict=True)
    return tuple(Pair(path, found, reading) for (path, found), reading in both)


def loaded(environment: EngineEnvironment, folders: Iterable[Path]) -> dict[Path, Loaded]:
    """What the DAG files below the folders hold, by file."""
    with TemporaryDirectory() as scratch:
        run = subprocess.run(
            [environment.python, LOADER, scratch, environment.kept, *folders],
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
    assert run.returncode == 0, run.stderr[-3000:]
    answer: dict[str, Loaded] = json.loads(run.stdout)
    return {Path(file): found for file, found in answer.items()}
