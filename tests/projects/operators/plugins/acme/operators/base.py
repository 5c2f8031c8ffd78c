"""What all operators of the company have in common."""

from __future__ import annotations

from datetime import timedelta

from airflow.models import BaseOperator
from airflow.operators.bash import BashOperator


class AcmeOperator(BaseOperator):
    """An operator that knows its team and is tried again."""

    ui_color = "#ffefd5"

    def __init__(self, *, team: str = "platform", **kwargs) -> None:
        kwargs.setdefault("retries", 3)
        kwargs.setdefault("retry_delay", timedelta(minutes=2))
        super().__init__(owner=team, **kwargs)
        self.team = team


class AcmeBash(BashOperator):
    """A shell command with the company's settings."""

    template_fields = (*BashOperator.template_fields, "team")

    def __init__(self, *, script: str, team: str = "platform", arguments: str = "", **kwargs):
        self.team = team
        super().__init__(
            bash_command=f"set -e; {script} --team {team} {arguments}".rstrip(),
            env={"ACME_TEAM": team},
            append_env=True,
            **kwargs,
        )
