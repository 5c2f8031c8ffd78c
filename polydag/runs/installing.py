"""Makes, registers and removes engine environments; each is tried by a small run before it counts.

An environment is built in place and not renamed, since its scripts (`dbt` among them) name the folder.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uv

from polydag.engines import EngineVersion, parse_target
from polydag.runs import interpreters, smoke
from polydag.runs.environments import (
    MARKER,
    REGISTERED,
    EngineEnvironment,
    find,
    home,
    pinned,
    pins,
)

# The distribution that gives an engine its version.
DISTRIBUTIONS = {"airflow": "apache-airflow", "dagster": "dagster", "prefect": "prefect"}


@dataclass(frozen=True)
class NotInstalled:
    """Why an environment could not be made; the reason is for the user."""

    engine: EngineVersion
    reason: str


Made = EngineEnvironment | NotInstalled


def install(engine: str) -> Made:
    """Make the environment, unless it is there and up to date; wait for others who make it."""
    version = parse_target(engine)
    with _lock(version):
        if existing := find(version.key):
            return existing
        if not pins(version).is_file():
            return NotInstalled(version, f"`{version}` cannot be run: it has no pin file")
        interpreter = interpreters.choose(version.key)
        if interpreter is None:
            return NotInstalled(version, f"{version} needs {interpreters.needed(version.key)}")
        environment = EngineEnvironment(version, home() / version.key)
        failed = _built(environment, interpreter)
        return _tried(environment, pinned(version), failed)


def register(engine: str, python: Path) -> Made:
    """Take an environment that the user has, by its interpreter; nothing in it is ever changed."""
    version = parse_target(engine)
    # Not resolved: what a virtual environment's interpreter links to knows nothing of the environment.
    python = python.expanduser().absolute()
    with _lock(version):
        environment = EngineEnvironment(version, home() / version.key, python)
        unfit = _unfit(version, python)
        if unfit is None:
            _forget(environment.folder)
            environment.folder.mkdir(parents=True)
        return _tried(environment, f"{REGISTERED}{python}", unfit)


def remove(engine: str) -> bool:
    """Remove the environment, also half of one, or forget a registered one; tell whether there was anything."""
    version = parse_target(engine)
    folder = home() / version.key
    if not folder.exists():
        return False
    with _lock(version):
        _forget(folder)
    return True


def _tried(environment: EngineEnvironment, marker: str, failed: str | None) -> Made:
    """Mark the environment as complete if a small run in it goes well; else leave nothing."""
    if failed is None:
        environment.kept.mkdir()
        failed = smoke.failure(environment)
        if failed is None:
            (environment.folder / MARKER).write_text(marker)
            return environment
        _forget(environment.folder)
    return NotInstalled(environment.engine, failed)


def _built(environment: EngineEnvironment, interpreter: Path) -> str | None:
    """Make the environment anew in its folder; return what went wrong."""
    _forget(environment.folder)
    folder, file = str(environment.folder), str(pins(environment.engine))
    python = str(environment.python)
    for command in (
        ["venv", "--quiet", "--no-python-downloads", "--python", str(interpreter), folder],
        ["pip", "install", "--quiet", "--compile-bytecode", "--python", python, "-r", file],
    ):
        done = subprocess.run(
            [uv.find_uv_bin(), *command],
            env=_environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            _forget(environment.folder)
            return f"uv failed: {done.stderr.strip()}"
    return None


def _unfit(version: EngineVersion, python: Path) -> str | None:
    """Say why an interpreter cannot stand for an engine version; None where it can."""
    name = DISTRIBUTIONS[version.engine]
    program = f"from importlib.metadata import version; print(version({name!r}))"
    try:
        done = subprocess.run(
            [str(python), "-c", program],
            env=_environment(),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"{python} does not run: {error}"
    if done.returncode:
        return f"{python} has no {name}"
    found = done.stdout.strip()
    if found.split(".")[:2] != version.version.split("."):
        return f"{python} has {name} {found}, not {version.version}"
    return None


def _forget(folder: Path) -> None:
    """Remove polydag's folder of an environment, the marker first."""
    (folder / MARKER).unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)


def _environment() -> dict[str, str]:
    """Return our environment without what would lead uv elsewhere or keep byte code away."""
    unwanted = {"PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"}
    return {name: value for name, value in os.environ.items() if name not in unwanted}


@contextmanager
def _lock(version: EngineVersion) -> Iterator[None]:
    """Keep other processes from making or removing the same environment."""
    home().mkdir(parents=True, exist_ok=True)
    with (home() / f"{version.key}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
