"""Writes Dagster code: assets where the meaning survives, ops and a job where it does not."""

from __future__ import annotations

from polydag.backends.dagster.emitter import BACKEND, DagsterBackend

BACKENDS = (BACKEND,)

__all__ = ["BACKEND", "BACKENDS", "DagsterBackend"]
