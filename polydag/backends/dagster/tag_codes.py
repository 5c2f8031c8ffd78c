"""Diagnostics of policies that Dagster spells as tags."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from polydag.diagnostics import Diagnostic


@dataclass(frozen=True, kw_only=True)
class SettingOutside(Diagnostic):
    """The time limit and the retries of a run are tags in Dagster, which its daemon acts upon only where the instance lets it.

    Set `run_monitoring` or `run_retries` in `dagster.yaml`; the message says which. Without it, and in a run in process, nothing
    stops a run that takes too long, and nothing starts a failed one anew.
    """

    code: ClassVar[str] = "DGW307"
    text: ClassVar[str] = (
        "`{attribute}` of `{owner}` is a tag of the run, which nothing acts upon unless"
        " `{setting}` is enabled in dagster.yaml"
    )
    attribute: str
    owner: str
    setting: str
