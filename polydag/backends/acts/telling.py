"""What is told of an act that is done in Python: by what, which variables it needs, which arguments have no place there."""

from __future__ import annotations

from collections.abc import Iterator

from polydag.backends.acts.recipes import Acting, Done
from polydag.backends.codes import ActDetailLost, DoneByLibrary
from polydag.diagnostics import Diagnostic

# A word for each system where its own name is none.
_SYSTEMS = {
    "sql": "SQL",
    "http": "HTTP",
    "ssh": "SSH",
    "sftp": "SFTP",
    "s3": "S3",
    "gcs": "GCS",
    "ecs": "ECS",
    "emr": "EMR",
    "spark": "Spark",
    "snowflake": "Snowflake",
    "dataproc": "Dataproc",
    "bigquery": "BigQuery",
    "dbt": "dbt",
    "redshift": "Redshift",
    "glue": "Glue",
    "athena": "Athena",
    "lambda": "Lambda",
    "databricks": "Databricks",
    "slack": "Slack",
}


def told(acting: Acting, done: Done, task: str) -> Iterator[Diagnostic]:
    """The diagnostics of one act."""
    system, _, deed = acting.operation.act.partition(".")
    named = ", ".join(f"`{name}`" for name in acting.variables)
    yield DoneByLibrary(
        task=task,
        act=f"{_SYSTEMS.get(system, system)} {deed.replace('_', ' ')}",
        library=done.by,
        variables=f"; set {named}" if named else "",
    )
    for argument in acting.left():
        yield ActDetailLost(task=task, argument=argument, library=done.by)


def to_do(acting: Acting) -> Iterator[str]:
    """What a person must do: the variables to set."""
    for variable, what in acting.variables.items():
        yield f"set the environment variable {variable} ({what} in the source)"
