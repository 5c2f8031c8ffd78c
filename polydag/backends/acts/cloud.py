"""Jobs and objects of clouds, by the clients that these offer; credentials come from where the clients look for them."""

from __future__ import annotations

from polydag.backends.acts.recipes import Acting, Done, done

_SCHEMA = ("skip_leading_rows", "field_delimiter", "autodetect")


@done("bigquery.job")
def bigquery_job(acting: Acting) -> Done:
    """A job of BigQuery (a query, a load, a copy), waited for."""
    rows = acting.bound("configuration")
    job = f"{bigquery(acting)}.create_job(job_config=configuration)"
    if not acting.is_read:
        return Done((*rows, f"{job}.result()"), "google-cloud-bigquery")
    return Done(
        (*rows, f"result = {job}", "result.result()", "return result.job_id"),
        "google-cloud-bigquery",
        "str",
    )


@done("gcs.load")
def gcs_load(acting: Acting) -> Done:
    """Objects of a bucket that are loaded into a table of BigQuery."""
    names = ("bucket", "source_objects", "destination_project_dataset_table")
    rows = [row for name in names for row in acting.bound(name)]
    config = acting.needs("google.cloud", "bigquery") + ".LoadJobConfig"
    options = acting.keywords("source_format", "write_disposition", "create_disposition", *_SCHEMA)
    options += acting.keywords(schema="schema_fields")
    rows += [
        f"client = {bigquery(acting)}",
        'addresses = [f"gs://{bucket}/{path}" for path in source_objects]',
        "client.load_table_from_uri(",
        f"    addresses, destination_project_dataset_table, job_config={config}({', '.join(options)})",
        ").result()",
    ]
    return Done(tuple(rows), "google-cloud-bigquery")


def bigquery(acting: Acting) -> str:
    """The client of BigQuery."""
    acting.packages.setdefault("google-cloud-bigquery")
    client = f"{acting.needs('google.cloud', 'bigquery')}.Client"
    return f"{client}({', '.join(acting.keywords(project='project_id', location='location'))})"


@done("databricks.submit")
def databricks_submit(acting: Acting) -> Done:
    """A run of Databricks that is described whole, waited for."""
    rows = acting.bound("json")
    whole = "json"
    names = [name for name in acting.operation.arguments if name != "json"]
    if names:
        entries = ", ".join(f'"{name}": {acting.take(name)}' for name in names)
        rows.append(f"body = {{{'**json, ' if rows else ''}{entries}}}")
        whole = "body"
    return Done(
        (
            *rows,
            f"client = {databricks(acting)}",
            f'run = client.api_client.do("POST", "/api/2.1/jobs/runs/submit", body={whole})',
            'client.jobs.wait_get_run_job_terminated_or_skipped(run_id=run["run_id"])',
        ),
        "databricks-sdk",
    )


@done("databricks.run_now")
def databricks_run_now(acting: Acting) -> Done:
    """A run of a job that Databricks knows, waited for."""
    given = acting.keywords("job_id", "notebook_params", "python_params", "jar_params")
    given += acting.keywords("spark_submit_params", "python_named_params", "job_parameters")
    given += acting.keywords("idempotency_token")
    body = acting.options("json", "job_id", "notebook_params", "python_params", "jar_params")
    run = f"{databricks(acting)}.jobs.run_now_and_wait({', '.join([*given, *body])})"
    return Done((run,), "databricks-sdk")


def databricks(acting: Acting) -> str:
    """The client of a workspace of Databricks."""
    acting.packages.setdefault("databricks-sdk")
    host = acting.environment("HOST", "the address of the workspace")
    token = acting.environment("TOKEN", "the token for it")
    return f"{acting.needs('databricks.sdk', 'WorkspaceClient')}(host={host}, token={token})"


@done("ecs.task")
def ecs_task(acting: Acting) -> Done:
    """A task of ECS, waited for; a container that fails fails it."""
    given = acting.keywords(
        "cluster", "overrides", "group", "tags", taskDefinition="task_definition"
    )
    given += acting.keywords(
        launchType="launch_type",
        networkConfiguration="network_configuration",
        capacityProviderStrategy="capacity_provider_strategy",
        platformVersion="platform_version",
    )
    cluster = acting.take("cluster")
    rows = [
        f"client = {aws(acting, 'ecs')}",
        f"run = client.run_task({', '.join(given)})",
        'tasks = [task["taskArn"] for task in run["tasks"]]',
        f'client.get_waiter("tasks_stopped").wait(cluster={cluster}, tasks=tasks)',
        f'for task in client.describe_tasks(cluster={cluster}, tasks=tasks)["tasks"]:',
        '    for found in task["containers"]:',
        '        if found.get("exitCode") != 0:',
        "            raise RuntimeError(f\"{found['name']} ended with {found.get('exitCode')}\")",
    ]
    return Done(tuple(rows), "boto3")


@done("s3.copy")
def s3_copy(acting: Acting) -> Done:
    """An object that is copied from one place of S3 to another."""
    names = ("source_bucket_name", "source_bucket_key", "dest_bucket_name", "dest_bucket_key")
    rows = [row for name in names for row in acting.bound(name)]
    copy = (
        'copy_object(CopySource={"Bucket": source_bucket_name, "Key": source_bucket_key},'
        " Bucket=dest_bucket_name, Key=dest_bucket_key)"
    )
    return Done((*rows, f"{aws(acting, 's3')}.{copy}"), "boto3")


@done("s3.create")
def s3_create(acting: Acting) -> Done:
    """A text that becomes an object of S3."""
    names = ("s3_bucket", "s3_key", "data")
    rows = [row for name in names for row in acting.bound(name)]
    refuses = "" if acting.is_true("replace") else ', IfNoneMatch="*"'
    put = f"put_object(Bucket=s3_bucket, Key=s3_key, Body=data{refuses})"
    return Done((*rows, f"{aws(acting, 's3')}.{put}"), "boto3")


@done("s3.list")
def s3_list(acting: Acting) -> Done:
    """The keys of a bucket that begin with something."""
    rows = [*acting.bound("bucket"), *acting.bound("prefix")]
    given = "Bucket=bucket, Prefix=prefix" if len(rows) > 1 else "Bucket=bucket"
    pages = f'{aws(acting, "s3")}.get_paginator("list_objects_v2").paginate({given})'
    found = '[found["Key"] for page in pages for found in page.get("Contents", [])]'
    returned = f"return {found}" if acting.is_read else f"print({found})"
    kind = "list[str]" if acting.is_read else "None"
    return Done((*rows, f"pages = {pages}", returned), "boto3", kind)


def aws(acting: Acting, service: str) -> str:
    """The client of a service of Amazon's."""
    acting.packages.setdefault("boto3")
    region = acting.keywords("region_name")
    return f"{acting.needs('boto3', '')}.client({', '.join([repr(service), *region])})"
