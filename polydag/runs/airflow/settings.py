"""The settings that both Airflow runners share: a home of their own, no examples, no telemetry."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite3 import Connection

    from sqlalchemy.engine import Engine

from polydag.runs.airflow import kept

TEMPLATE = "airflow.db"


def apply(home: Path) -> None:
    """Point Airflow at `home`; to be called before Airflow is imported."""
    (home / "dags").mkdir(parents=True, exist_ok=True)
    os.environ.update(
        AIRFLOW_HOME=str(home),
        AIRFLOW__CORE__DAGS_FOLDER=str(home / "dags"),
        AIRFLOW__CORE__LOAD_EXAMPLES="False",
        AIRFLOW__CORE__UNIT_TEST_MODE="False",
        AIRFLOW__CORE__DEFAULT_TIMEZONE="utc",
        AIRFLOW__CORE__FERNET_KEY="",
        AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION="False",
        AIRFLOW__CORE__MP_START_METHOD="fork",
        AIRFLOW__DATABASE__SQL_ALCHEMY_CONN=f"sqlite:///{home / TEMPLATE}",
        AIRFLOW__DATABASE__LOAD_DEFAULT_CONNECTIONS="False",
        # How often a scheduler looks for questions that nobody answered in time.
        AIRFLOW__SCHEDULER__TRIGGER_TIMEOUT_CHECK_INTERVAL="0.5",
        AIRFLOW__LOGGING__LOGGING_LEVEL="ERROR",
        AIRFLOW__LOGGING__BASE_LOG_FOLDER=str(home / "logs"),
        AIRFLOW__USAGE_DATA_COLLECTION__ENABLED="False",
        AIRFLOW__API__SECRET_KEY="y" * 64,
        AIRFLOW__API_AUTH__JWT_SECRET="x" * 64,
        AIRFLOW__WEBSERVER__SECRET_KEY="y" * 64,
        **{kept.SETTING: str(home / "values")},
    )


def template(kept: Path) -> Path:
    """Return the database that every job starts from, made once per environment.

    Another process makes it: a database in WAL mode that is copied from the process that wrote it
    can have an empty schema.
    """
    made = kept / TEMPLATE
    if not made.exists():
        fresh = kept / f"template-{os.getpid()}"
        fresh.mkdir()
        target = f"sqlite:///{fresh / TEMPLATE}"
        environment = dict(os.environ, AIRFLOW__DATABASE__SQL_ALCHEMY_CONN=target)
        command = [sys.executable, "-m", "airflow", "db", "migrate"]
        subprocess.run(command, env=environment, check=True, stdout=sys.stderr)
        (fresh / TEMPLATE).replace(made)
        shutil.rmtree(fresh)
    return made


def without_waiting(engine: Engine) -> None:
    """Let commits not wait for the disk: the database is thrown away with the run."""
    from sqlalchemy import event

    def connected(connection: Connection, _: object) -> None:
        connection.execute("PRAGMA synchronous = OFF")

    event.listen(engine, "connect", connected)
