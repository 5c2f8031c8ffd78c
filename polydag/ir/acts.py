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
    "sql.threshold_check",
    "sql.transfer",
    "http.request",
    "container.run",
    "pod.run",
    "ssh.command",
    "sftp.transfer",
    "slack.message",
    "bigquery.job",
    "bigquery.check",
    "bigquery.value_check",
    "databricks.submit",
    "databricks.run_now",
    "ecs.task",
    "s3.copy",
    "s3.create",
    "s3.list",
    "s3.upload",
    "s3.delete",
    "redshift.load",
    "glue.job",
    "athena.query",
    "lambda.invoke",
    "dbt.cloud_job",
    "gcs.load",
    "gcs.extract",
    "gcs.upload",
    "gcs.download",
    "gcs.copy",
]
