"""Runs a shell command as a task; standard library only."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from typing import cast

from polydag.runs.reference.context import Skip


def run(
    command: str, env: Mapping[str, object] | None, append: bool, cwd: object, skip_on: object
) -> str:
    """Run a command with bash; the result is the last line of what it prints.

    Raises:
        Skip: the exit code means skipped.
        RuntimeError: the command failed.
    """
    given = {name: str(value) for name, value in (env or {}).items()}
    environment = {**os.environ, **given} if env is None or append else given
    with tempfile.TemporaryDirectory() as empty:
        folder = cast("str", cwd) if cwd is not None else empty
        done = subprocess.run(
            ["bash", "-c", command],
            env=environment,
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    sys.stderr.write(done.stdout)
    if done.returncode == skip_on:
        raise Skip(f"exit code {done.returncode}")
    if done.returncode:
        raise RuntimeError(f"the command failed with exit code {done.returncode}")
    return (done.stdout.strip().splitlines() or [""])[-1]
