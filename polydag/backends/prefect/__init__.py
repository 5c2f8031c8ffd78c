"""Writes Prefect 3.8: flows that say in Python what the pipeline means."""

from __future__ import annotations

from polydag.backends.prefect.emitter import PrefectBackend

BACKEND = PrefectBackend()
BACKENDS = (BACKEND,)
