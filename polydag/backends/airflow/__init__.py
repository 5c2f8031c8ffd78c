"""Writes pipelines as Airflow DAGs."""

from __future__ import annotations

from polydag.backends.airflow.emitter import AirflowBackend
from polydag.backends.airflow.versions.dialect import DIALECTS

BACKENDS = tuple(AirflowBackend(dialect) for dialect in DIALECTS)
BACKEND = BACKENDS[0]

__all__ = ["BACKEND", "BACKENDS"]
