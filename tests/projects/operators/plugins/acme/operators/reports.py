"""Operators that make reports."""

from __future__ import annotations

from airflow.exceptions import AirflowSkipException
from airflow.sensors.base import BaseSensorOperator

from acme.operators.base import AcmeOperator
from include.formatting import title


class ReportOperator(AcmeOperator):
    """Writes a report about a day."""

    template_fields = ("day", "path")

    def __init__(self, *, report: str, day: str, path: str = "/tmp/reports", limit: int = 100, **kwargs):
        super().__init__(**kwargs)
        self.report = report
        self.day = day
        self.path = path
        self.limit = limit

    def execute(self, context):
        self.log.info("Report %s of %s for %s", self.report, self.team, self.day)
        lines = self._lines()
        if not lines:
            raise AirflowSkipException("nothing to report")
        target = f"{self.path}/{self.report}-{self.day}.txt"
        return {"target": target, "lines": len(lines)}

    def _lines(self) -> list[str]:
        # The heading counts, too.
        return [title(self.report), *(f"{self.report} {n}" for n in range(self.limit))]


class ReportSensor(BaseSensorOperator):
    """Waits until a report is there."""

    def __init__(self, *, report: str, **kwargs):
        super().__init__(**kwargs)
        self.report = report

    def poke(self, context) -> bool:
        return len(self.report) > 0
