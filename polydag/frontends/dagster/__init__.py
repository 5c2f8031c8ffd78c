"""Reads pipelines that are written for Dagster."""

from __future__ import annotations

from polydag.frontends.dagster.frontend import DagsterFrontend

FRONTEND = DagsterFrontend()

__all__ = ["FRONTEND"]
