"""Operators that move objects and tables between the stores of clouds, and start jobs there."""

from __future__ import annotations

from polydag.frontends.airflow.asking import Asking
from polydag.frontends.airflow.services import AWS, GOOGLE, WAITING
from polydag.ir.acts import ActName

_OLD = "airflow.contrib.operators"
_SQL = {"sql": (".sql",)}
_WAITS_FOR = ("waiter_delay", "waiter_max_attempts", "max_polling_attempts", "sleep_time")


def _amazon(
    act: ActName, path: str, old: tuple[str, ...], takes: tuple[str, ...], own: tuple[str, ...] = ()
) -> Asking:
    return Asking(
        act=act,
        names=(f"airflow.providers.amazon.aws.{path}", *old),
        takes=(*takes, "region_name"),
        connection=AWS,
        default="aws_default",
        own=("verify", "botocore_config", *WAITING, *_WAITS_FOR, *own),
    )


def _google(
    act: ActName, path: str, old: str, takes: tuple[str, ...], own: tuple[str, ...] = ()
) -> Asking:
    is_check = "check" in act
    return Asking(
        act=act,
        names=(f"airflow.providers.google.cloud.{path}", *([f"{_OLD}.{old}"] if old else [])),
        takes=takes,
        connection=GOOGLE,
        default="google_cloud_default",
        renamed={"pass_value": "expected"} if is_check else {},
        own=("impersonation_chain", *WAITING, *own),
        files=_SQL if is_check else {},
    )


CLOUDS: tuple[Asking, ...] = (
    _amazon(
        "s3.upload",
        "transfers.local_to_s3.LocalFilesystemToS3Operator",
        (),
        ("filename", "dest_key", "dest_bucket", "replace", "encrypt", "gzip", "acl_policy"),
    ),
    _amazon(
        "s3.delete",
        "operators.s3.S3DeleteObjectsOperator",
        (f"{_OLD}.s3_delete_objects_operator.S3DeleteObjectsOperator",),
        ("bucket", "keys", "prefix"),
    ),
    _amazon(
        "glue.job",
        "operators.glue.GlueJobOperator",
        ("airflow.providers.amazon.aws.operators.glue.AwsGlueJobOperator",),
        (
            *("job_name", "script_args", "run_job_kwargs", "script_location", "create_job_kwargs"),
            *("iam_role_name", "num_of_dpus", "s3_bucket", "concurrent_run_limit"),
        ),
        ("job_desc", "verbose", "stop_job_run_on_kill", "job_poll_interval"),
    ),
    _amazon(
        "athena.query",
        "operators.athena.AthenaOperator",
        (
            "airflow.providers.amazon.aws.operators.athena.AWSAthenaOperator",
            f"{_OLD}.aws_athena_operator.AWSAthenaOperator",
        ),
        (
            *("query", "database", "output_location", "workgroup", "client_request_token"),
            *("query_execution_context", "result_configuration", "catalog"),
        ),
        ("log_query",),
    ),
    _amazon(
        "lambda.invoke",
        "operators.lambda_function.LambdaInvokeFunctionOperator",
        ("airflow.providers.amazon.aws.operators.aws_lambda.AwsLambdaInvokeFunctionOperator",),
        ("function_name", "payload", "qualifier", "invocation_type", "client_context", "log_type"),
        ("keep_empty_log_lines",),
    ),
    Asking(
        act="redshift.load",
        names=(
            "airflow.providers.amazon.aws.transfers.s3_to_redshift.S3ToRedshiftOperator",
            "airflow.operators.s3_to_redshift_operator.S3ToRedshiftTransfer",
        ),
        takes=(
            *("table", "schema", "s3_bucket", "s3_key", "column_list", "copy_options"),
            *("method", "upsert_keys", "redshift_data_api_kwargs"),
        ),
        connection=("redshift_conn_id",),
        default="redshift_default",
        own=("aws_conn_id", "verify", "autocommit"),
    ),
    _google(
        "bigquery.check",
        "operators.bigquery.BigQueryCheckOperator",
        "bigquery_check_operator.BigQueryCheckOperator",
        ("sql", "use_legacy_sql", "location", "project_id", "query_params", "labels"),
    ),
    _google(
        "bigquery.value_check",
        "operators.bigquery.BigQueryValueCheckOperator",
        "bigquery_check_operator.BigQueryValueCheckOperator",
        ("sql", "pass_value", "tolerance", "use_legacy_sql", "location", "project_id", "labels"),
    ),
    _google(
        "gcs.extract",
        "transfers.bigquery_to_gcs.BigQueryToGCSOperator",
        "bigquery_to_gcs.BigQueryToCloudStorageOperator",
        (
            *("source_project_dataset_table", "destination_cloud_storage_uris", "export_format"),
            *("compression", "field_delimiter", "print_header", "labels", "project_id", "location"),
        ),
        ("force_rerun", "reattach_states", "result_retry", "result_timeout"),
    ),
    _google(
        "gcs.upload",
        "transfers.local_to_gcs.LocalFilesystemToGCSOperator",
        "file_to_gcs.FileToGoogleCloudStorageOperator",
        ("src", "dst", "bucket", "mime_type", "gzip"),
        ("chunk_size",),
    ),
    _google(
        "gcs.download",
        "transfers.gcs_to_local.GCSToLocalFilesystemOperator",
        "gcs_download_operator.GoogleCloudStorageDownloadOperator",
        ("bucket", "object_name", "filename", "store_to_xcom_key", "file_encoding"),
    ),
    _google(
        "gcs.copy",
        "transfers.gcs_to_gcs.GCSToGCSOperator",
        "gcs_to_gcs.GoogleCloudStorageToGoogleCloudStorageOperator",
        (
            *("source_bucket", "source_object", "source_objects", "destination_bucket"),
            *("destination_object", "move_object", "replace", "last_modified_time", "match_glob"),
            *("delimiter", "exact_match", "maximum_modified_time", "is_older_than"),
        ),
        ("source_object_required",),
    ),
)
