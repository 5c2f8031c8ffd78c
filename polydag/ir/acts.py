"""What systems outside are asked to do: one neutral word for each act, whatever operator, block or resource asks for it."""

from __future__ import annotations

from typing import Literal

# `system.deed`; the names of the arguments are those that the systems themselves and most of their clients use.
ActName = Literal[
    "sql.query",
    "sql.check",
    "sql.value_check",
    "sql.column_check",
    "sql.table_check",
    "http.request",
    "container.run",
    "pod.run",
    "ssh.command",
    "sftp.transfer",
    "slack.message",
    "bigquery.job",
    "databricks.submit",
    "databricks.run_now",
    "ecs.task",
    "s3.copy",
    "s3.create",
    "s3.list",
    "gcs.load",
]
