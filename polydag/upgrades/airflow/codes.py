"""Diagnostics of files that are edited for another version of Airflow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from polydag.diagnostics import Diagnostic


@dataclass(frozen=True, kw_only=True)
class ArgumentRemoved(Diagnostic):
    """The version has no such argument, and nothing that takes its place; the file would not load with it. It was taken out.

    `sla` and its callback become deadlines of the DAG (`deadline=` with a `DeadlineAlert`), which want a notifier: write it
    by hand. The way the web page shows a DAG is not set in its file any more.
    """

    code: ClassVar[str] = "AFW160"
    text: ClassVar[str] = "`{argument}` of `{callee}` was taken out: Airflow {version} has none"
    argument: str
    callee: str
    version: str


@dataclass(frozen=True, kw_only=True)
class NameGone(Diagnostic):
    """The file uses something that the version does not have under any name. It stays as it is, and the file does not load.

    A `SubDagOperator` becomes a task group, other classes have a successor in a provider package: see the release notes of
    Airflow.
    """

    code: ClassVar[str] = "AFW360"
    text: ClassVar[str] = "`{name}` is not in Airflow {version}: rewrite what uses it by hand"
    name: str
    version: str


@dataclass(frozen=True, kw_only=True)
class PullByKeyAlone(Diagnostic):
    """`xcom_pull(key=…)` that names no task gives the newest value of that key from any task in Airflow 2, and that of the task
    itself in Airflow 3, which is None as a rule.

    Name the task: `xcom_pull(task_ids="…", key="…")`.
    """

    code: ClassVar[str] = "AFW361"
    text: ClassVar[str] = "`xcom_pull` names no task: {there} here, {then} in the source"
    there: str
    then: str


@dataclass(frozen=True, kw_only=True)
class KeyGone(Diagnostic):
    """A template or a body asks for something that the version no longer offers, and nothing in the file says what it was: the
    length of an interval, say, where the schedule is computed.

    Compute it from `logical_date`, or from `data_interval_start`.
    """

    code: ClassVar[str] = "AFW362"
    text: ClassVar[str] = "`{key}` is not there in Airflow {version}: compute it by hand"
    key: str
    version: str
