"""The Python interpreters of this machine that an engine can live with; none is ever downloaded."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

Version = tuple[int, int]

# What each engine supports, from what polydag itself needs on. Airflow 2.11 has no 3.13.
SUPPORTED: dict[str, tuple[Version, Version]] = {
    "airflow-3.3": ((3, 11), (3, 13)),
    "airflow-2.11": ((3, 11), (3, 12)),
    "dagster-1.13": ((3, 11), (3, 13)),
    "prefect-3.8": ((3, 11), (3, 13)),
}
PREFERRED: tuple[Version, ...] = ((3, 12), (3, 11), (3, 13))


def choose(key: str) -> Path | None:
    """Return an interpreter for the engine: the running one if it fits, else the best there is."""
    lowest, highest = SUPPORTED[key]
    if lowest <= running() <= highest:
        return Path(sys.executable)
    fitting = [(version, path) for version, path in found() if lowest <= version <= highest]
    fitting.sort(key=lambda pair: PREFERRED.index(pair[0]))
    return fitting[0][1] if fitting else None


def running() -> Version:
    """Return the version of the interpreter that runs polydag."""
    return sys.version_info[:2]


def needed(key: str) -> str:
    """Say in words which interpreter the engine needs."""
    lowest, highest = (".".join(map(str, version)) for version in SUPPORTED[key])
    return f"Python {lowest} to {highest}, and none was found on PATH or under ~/.pyenv/versions"


@cache
def found() -> tuple[tuple[Version, Path], ...]:
    """Return the interpreters that really run: a version manager's shim may lead nowhere."""
    return tuple((version, path) for path in _candidates() if (version := _version(path)))


def _candidates() -> Iterator[Path]:
    names = [f"python{major}.{minor}" for major, minor in PREFERRED]
    for name in names:
        if path := shutil.which(name):
            yield Path(path)
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    for name in names:
        yield from sorted(pyenv.glob(f"*/bin/{name}"))


def _version(path: Path) -> Version | None:
    """Ask an interpreter for its version; None when it does not run."""
    program = "import sys, ensurepip; print(*sys.version_info[:2])"
    try:
        done = subprocess.run(
            [str(path), "-c", program], capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    words = done.stdout.split()
    return (int(words[0]), int(words[1])) if done.returncode == 0 and len(words) == 2 else None
