"""Objects of S3 and jobs of Amazon's services, by boto3; credentials come from where it looks for them."""

from __future__ import annotations

from polydag.backends.acts.cloud import aws
from polydag.backends.acts.recipes import Acting, Done, done
from polydag.backends.acts.sql import engine
from polydag.rendering.strings import fstring_text

_BY = "boto3"
# Text, and expressions inside of it.
Parts = list[str | tuple[str]]


@done("s3.upload")
def s3_upload(acting: Acting) -> Done:
    """A file that becomes an object."""
    names = ("filename", "dest_bucket", "dest_key")
    rows = [row for name in names for row in acting.bound(name)]
    if "dest_bucket" not in acting.operation.arguments:
        rows.append(
            'dest_bucket, _, dest_key = dest_key.removeprefix("s3://").partition("/")',
        )
    client = aws(acting, "s3")
    if acting.is_true("replace"):
        return Done((*rows, f"{client}.upload_file(filename, dest_bucket, dest_key)"), _BY)
    # As Airflow, which refuses to write over an object.
    rows += [
        f"client = {client}",
        'if client.list_objects_v2(Bucket=dest_bucket, Prefix=dest_key, MaxKeys=1)["KeyCount"]:',
        '    raise ValueError(f"{dest_key} is there already")',
        "client.upload_file(filename, dest_bucket, dest_key)",
    ]
    return Done(tuple(rows), _BY)


@done("s3.delete")
def s3_delete(acting: Acting) -> Done:
    """Objects that are deleted: those of some keys, or all whose key begins with something."""
    rows = [row for name in ("bucket", "keys", "prefix") for row in acting.bound(name)]
    client = f"client = {aws(acting, 's3')}"
    if "prefix" in acting.operation.arguments:
        pages = 'client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)'
        names = '[found["Key"] for page in pages for found in page.get("Contents", [])]'
        return Done(
            (
                *rows,
                client,
                f"pages = {pages}",
                f"for name in {names}:",
                "    client.delete_object(Bucket=bucket, Key=name)",
            ),
            _BY,
        )
    listed = "for name in [keys] if isinstance(keys, str) else keys:"
    return Done((*rows, client, listed, "    client.delete_object(Bucket=bucket, Key=name)"), _BY)


@done("redshift.load")
def redshift_load(acting: Acting) -> Done:
    """Objects of S3 that are copied into a table."""
    names = ("schema", "table", "s3_bucket", "s3_key")
    rows = [row for name in names for row in acting.bound(name)]
    role = acting.environment("IAM_ROLE", "the role that may read the bucket")
    options, columns = acting.known("copy_options"), acting.known("column_list")
    listed = f" ({', '.join(map(str, columns))})" if isinstance(columns, list) else ""
    more = f" {' '.join(map(str, options))}" if isinstance(options, list) else ""
    where: Parts = [("schema",), "."] if "schema" in acting.operation.arguments else []
    place: Parts = [*where, ("table",)]
    origin: Parts = ["s3://", ("s3_bucket",), "/", ("s3_key",), "' IAM_ROLE '", ("role",)]
    copy = fstring_text(["COPY ", *place, f"{listed} FROM '", *origin, f"'{more}"])
    rows += [f"role = {role}", f"sql = {copy}"]
    rows.append(f"with {engine(acting)}.begin() as connection:")
    if acting.constant("method") == "REPLACE":
        acting.value("method")
        emptied = fstring_text(["DELETE FROM ", *place])
        rows.append(f"    connection.exec_driver_sql({emptied})")
    elif acting.constant("method") == "APPEND":
        acting.value("method")
    return Done((*rows, "    connection.exec_driver_sql(sql)"), "SQLAlchemy")


@done("glue.job")
def glue_job(acting: Acting) -> Done:
    """A run of a job that Glue knows, waited for."""
    rows = [*acting.bound("job_name"), f"client = {aws(acting, 'glue')}"]
    given = ["JobName=job_name", *acting.keywords(Arguments="script_args")]
    rows.append(f'run = client.start_job_run({", ".join(given)})["JobRunId"]')
    state = 'client.get_job_run(JobName=job_name, RunId=run)["JobRun"]["JobRunState"]'
    rows += _until(acting, state, ("STARTING", "RUNNING", "STOPPING", "WAITING"), "SUCCEEDED")
    return _gives(acting, rows, "run")


@done("athena.query")
def athena_query(acting: Acting) -> Done:
    """A query of Athena, waited for."""
    rows = [row for name in ("query", "database") for row in acting.bound(name)]
    given = ["QueryString=query"]
    if "database" in acting.operation.arguments:
        given.append('QueryExecutionContext={"Database": database}')
    place = acting.take("output_location")
    given += [f'ResultConfiguration={{"OutputLocation": {place}}}'] if place is not None else []
    given += acting.keywords(WorkGroup="workgroup", ClientRequestToken="client_request_token")
    rows += [
        f"client = {aws(acting, 'athena')}",
        f'run = client.start_query_execution({", ".join(given)})["QueryExecutionId"]',
    ]
    status = 'client.get_query_execution(QueryExecutionId=run)["QueryExecution"]["Status"]'
    rows += _until(acting, f'{status}["State"]', ("QUEUED", "RUNNING"), "SUCCEEDED")
    return _gives(acting, rows, "run")


@done("redshift.statement")
def redshift_statement(acting: Acting) -> Done:
    """A statement for Redshift's data API, waited for."""
    rows = [row for name in ("sql", "database") for row in acting.bound(name)]
    given = acting.keywords(
        ClusterIdentifier="cluster_identifier",
        DbUser="db_user",
        SecretArn="secret_arn",
        WorkgroupName="workgroup_name",
        Parameters="parameters",
        StatementName="statement_name",
        WithEvent="with_event",
    )
    begun = ", ".join(["Sql=sql", "Database=database", *given])
    rows += [
        f"client = {aws(acting, 'redshift-data')}",
        f'run = client.execute_statement({begun})["Id"]',
    ]
    state = 'client.describe_statement(Id=run)["Status"]'
    rows += _until(acting, state, ("SUBMITTED", "PICKED", "STARTED"), "FINISHED")
    return _gives(acting, rows, "run")


@done("lambda.invoke")
def lambda_invoke(acting: Acting) -> Done:
    """A function of Lambda that is called; an error of it fails the task."""
    given = acting.keywords(
        FunctionName="function_name",
        Payload="payload",
        Qualifier="qualifier",
        InvocationType="invocation_type",
        ClientContext="client_context",
        LogType="log_type",
    )
    rows = [
        f"response = {aws(acting, 'lambda')}.invoke({', '.join(given)})",
        'if "FunctionError" in response:',
        '    raise RuntimeError(response["Payload"].read().decode())',
    ]
    return _gives(acting, rows, 'response["Payload"].read().decode()')


def _until(acting: Acting, state: str, goes_on: tuple[str, ...], good: str) -> list[str]:
    """Look at a state until it is a last one, which must be the good one."""
    sleep = f"{acting.needs('time', '')}.sleep(10)"
    return [
        f"while (state := {state}) in {goes_on}:",
        f"    {sleep}",
        f'if state != "{good}":',
        '    raise RuntimeError(f"{run} ended as {state}")',
    ]


def _gives(acting: Acting, rows: list[str], result: str) -> Done:
    if not acting.is_read:
        return Done(tuple(rows), _BY)
    return Done((*rows, f"return {result}"), _BY, "str")
