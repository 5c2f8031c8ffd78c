"""Airflow 1.10 and 2 → 3.3, and 3.3 → 2.11 as far as it goes."""

from __future__ import annotations

from polydag.backends.airflow.emitter import command
from polydag.upgrades.airflow.editing import upgraded

__all__ = ["command", "upgraded"]
