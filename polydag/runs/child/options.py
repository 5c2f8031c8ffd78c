"""The command line of a worker process."""

from __future__ import annotations

import argparse
import atexit
import os
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

TRIES, PAUSE = 10, 0.03


@dataclass(frozen=True)
class Options:
    """`scratch` dies with the process, `kept` is the environment's folder and stays."""

    scratch: Path
    kept: Path


def read(arguments: list[str]) -> Options:
    """Return the options, and make the scratch folder the home and the current folder."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--scratch", type=Path, required=True)
    parser.add_argument("--kept", type=Path, required=True)
    parsed = parser.parse_args(arguments)
    parsed.scratch.mkdir(parents=True, exist_ok=True)
    atexit.register(_tidy, parsed.scratch.parent, os.getppid())
    os.environ.update(HOME=str(parsed.scratch), TZ="UTC", PYTHONWARNINGS="ignore", DO_NOT_TRACK="1")
    os.chdir(parsed.scratch)
    return Options(parsed.scratch, parsed.kept)


def _tidy(folder: Path, parent: int) -> None:
    """Remove the scratch folder where the parent, which does so else, was killed.

    The kernel closes a killed parent's pipes, which is what ends this process, a little before it gives its children to
    another.
    """
    for _ in range(TRIES):
        if os.getppid() != parent:
            shutil.rmtree(folder, ignore_errors=True)
            return
        time.sleep(PAUSE)
