"""What one pipeline contributes to the module."""

from __future__ import annotations

from dataclasses import dataclass

from polydag.backends.contract import PipelinePlan
from polydag.backends.dagster.context import Block, JobBlock


@dataclass(frozen=True)
class Written:
    """A pipeline's definitions, its job, and what the module's `Definitions` must list."""

    blocks: tuple[Block, ...]
    plan: PipelinePlan
    job: JobBlock | None = None
    closing: tuple[str, ...] = ()
    assets: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    jobs: tuple[str, ...] = ()
    schedules: tuple[str, ...] = ()
    sensors: tuple[str, ...] = ()
    resources: tuple[tuple[str, str], ...] = ()
