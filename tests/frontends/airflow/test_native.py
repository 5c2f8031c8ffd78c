"""What a file has of Airflow beside its DAGs comes back for Airflow, and is told with its text for the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from polydag.backends.contract import Options
from polydag.engines import parse_target
from polydag.translate.reading import read_file
from polydag.translate.sources import SourceFile
from polydag.translate.writing import write

TEXT = """
import textwrap
from datetime import timedelta
from typing import TYPE_CHECKING

from airflow.providers.standard.operators.hitl import HITLOperator
from airflow.providers.standard.triggers.file import FileDeleteTrigger
from airflow.sdk import DAG, Asset, AssetWatcher, ExceptionRetryPolicy, ObjectStoragePath, RetryRule, task
from airflow.sdk.bases.notifier import BaseNotifier

if TYPE_CHECKING:
    from airflow.sdk import Context

POLICY = ExceptionRetryPolicy(rules=[RetryRule(OSError, retry_delay=timedelta(9))])
base = ObjectStoragePath("s3://lake/")
trigger = FileDeleteTrigger(filepath="/tmp/here")
unread = ObjectStoragePath("s3://nobody/")


class Note(BaseNotifier):
    def __init__(self, message: str) -> None:
        self.message = message

    def notify(self, context: Context) -> None:
        print(self.message)


note = Note("done")

with DAG("etl", schedule=[Asset(uri="s3://in", name="input", watchers=[AssetWatcher("w", trigger=trigger)])]):

    @task(retries=2, retry_policy=POLICY, doc_md=textwrap.dedent(" # Rows"))
    def rows() -> str:
        return str(base / "rows")

    rows() >> HITLOperator(task_id="ask", subject="Go?", options=["yes"], notifiers=[note])
"""


def outcome(path: Path, target: str) -> tuple[str, str]:
    """The code and all that was told."""
    path.write_text(TEXT)
    [output] = write([read_file(SourceFile(path, path.name))], [parse_target(target)], Options())
    told = (*output.reading.diagnostics, *output.diagnostics)
    return output.text or "", "\n".join(d.message for d in told)


def test_airflow_has_it_again(tmp_path: Path) -> None:
    code, _ = outcome(tmp_path / "etl.py", "airflow@3.3")
    for text in (
        'base = ObjectStoragePath("s3://lake/")',
        "class Note(BaseNotifier):",
        'note = Note("done")',
        'trigger = FileDeleteTrigger(filepath="/tmp/here")',
        'watchers=[AssetWatcher("w", trigger=trigger)]',
        "RetryRule(OSError, retry_delay=timedelta(9))",
        "notifiers=[note]",
        'uri="s3://in"',
        'doc_md="# Rows"',
    ):
        assert text in code
    assert "unread" not in code


@pytest.mark.parametrize("target", ["dagster", "prefect"])
def test_others_are_told_with_its_text(target: str, tmp_path: Path) -> None:
    code, told = outcome(tmp_path / "etl.py", target)
    assert 'which only Airflow output keeps: base = ObjectStoragePath("s3://lake/")' in told
    assert 'watchers=[AssetWatcher("w", trigger=trigger)]' in told
    assert "RetryRule(OSError, retry_delay=timedelta(9))" in told
    assert "airflow" not in code.partition("\n")[2].replace("# polydag", "").split("def ")[0]
