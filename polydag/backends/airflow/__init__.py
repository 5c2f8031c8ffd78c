"""Writes pipelines as Airflow DAGs."""

from __future__ import annotations

from polydag.backends.airflow.emitter import AirflowBackend

BACKEND = AirflowBackend()

__all__ = ["BACKEND"]
