"""The Airflow reader: files of 1.10, 2.x and 3.x spelling become pipelines."""

from __future__ import annotations

from polydag.frontends.airflow.frontend import AirflowFrontend

FRONTEND = AirflowFrontend()

__all__ = ["FRONTEND", "AirflowFrontend"]
