"""The loopback Prefect server that all runs of one worker share."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

DATABASE = "prefect.db"
READY_LIMIT = 180.0
# Runs are traced in their own process: nothing needs what these services write.
IDLE = ("SCHEDULER", "LATE_RUNS", "EVENT_PERSISTER", "TRIGGERS", "FOREMAN", "TASK_RUN_RECORDER")


def settings(home: Path) -> None:
    """Point Prefect at `home`; to be called before Prefect is imported."""
    os.environ.update(
        PREFECT_HOME=str(home),
        PREFECT_LOGGING_LEVEL="CRITICAL",
        PREFECT_LOGGING_TO_API_ENABLED="false",
        PREFECT_SERVER_ANALYTICS_ENABLED="false",
        PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY="false",
        PREFECT_SERVER_ALLOW_EPHEMERAL_MODE="false",
        PREFECT_CLI_PROMPT="false",
    )


class Server:
    """A `prefect server` on a free port; it belongs to the worker's session and dies with it."""

    def __init__(self, home: Path, kept: Path) -> None:
        self._template = kept / DATABASE
        self._database = home / DATABASE
        if self._template.exists():
            shutil.copy(self._template, self._database)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        command = [sys.executable, "-m", "uvicorn", "--factory", "--log-level", "warning"]
        command += ["--host", "127.0.0.1", "--port", str(self.port)]
        command += ["prefect.server.api.server:create_app"]
        off = {f"PREFECT_SERVER_SERVICES_{name}_ENABLED": "false" for name in IDLE}
        self._process = subprocess.Popen(
            command, env={**os.environ, **off}, stdin=subprocess.DEVNULL, stdout=sys.stderr
        )
        os.environ["PREFECT_API_URL"] = f"http://127.0.0.1:{self.port}/api"

    def wait(self) -> None:
        """Return once the server answers."""
        deadline = time.monotonic() + READY_LIMIT
        while not self._answers():
            if self._process.poll() is not None:
                raise RuntimeError(f"the Prefect server ended ({self._process.returncode})")
            if time.monotonic() > deadline:
                raise RuntimeError(f"the Prefect server did not answer in {READY_LIMIT:g} s")
            time.sleep(0.2)

    def stop(self) -> None:
        """End the server, and keep its migrated, empty database for the next start."""
        self._process.terminate()
        self._process.wait()

    def keep_database(self) -> None:
        """Keep the database as it is before the first run: migrating an empty one is slow."""
        import sqlite3

        if not self._template.exists():
            fresh = self._template.with_suffix(f".{os.getpid()}")
            with sqlite3.connect(self._database) as source, sqlite3.connect(fresh) as copy:
                source.backup(copy)
            fresh.replace(self._template)

    def _answers(self) -> bool:
        url = f"http://127.0.0.1:{self.port}/api/health"
        try:
            with urllib.request.urlopen(url, timeout=2) as response:
                return bool(response.status == 200)
        except (urllib.error.URLError, OSError):
            return False
