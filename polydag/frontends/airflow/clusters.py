"""Operators that have clusters work, and that move rows and files between databases, hosts and clouds."""

from __future__ import annotations

from polydag.frontends.airflow.asking import Asking
from polydag.frontends.airflow.services import AWS, DATABRICKS_OWN, GOOGLE, WAITING
from polydag.ir.acts import ActName

_P = "airflow.providers"
_OLD = "airflow.contrib.operators"
_EMR = f"{_P}.amazon.aws.operators.emr"
_OPTIONS = (
    *("name", "java_class", "py_files", "files", "jars", "packages", "exclude_packages"),
    *("repositories", "archives", "num_executors", "executor_cores", "total_executor_cores"),
    *("executor_memory", "driver_memory", "driver_class_path", "keytab", "principal"),
    *("proxy_user", "properties_file", "deploy_mode", "yarn_queue"),
)


def _emr(
    act: ActName, name: str, path: str, takes: tuple[str, ...], own: tuple[str, ...] = ()
) -> Asking:
    return Asking(
        act=act,
        names=(f"{_EMR}.{name}", f"{_EMR}_{path}.{name}", f"{_OLD}.emr_{path}_operator.{name}"),
        takes=(*takes, "region_name"),
        connection=AWS,
        default="aws_default",
        own=("verify", "botocore_config", "waiter_delay", "waiter_max_attempts", *own),
    )


def _to_gcs(act: ActName, system: str, name: str) -> Asking:
    return Asking(
        act=act,
        names=(
            f"{_P}.google.cloud.transfers.{system}_to_gcs.{name}ToGCSOperator",
            f"{_OLD}.{system}_to_gcs_operator.{name}ToGoogleCloudStorageOperator",
            *(
                (f"{_OLD}.mysql_to_gcs.{name}ToGoogleCloudStorageOperator",)
                if "y" in system
                else ()
            ),
        ),
        takes=(
            *("sql", "bucket", "filename", "export_format", "field_delimiter", "parameters"),
            *(
                "schema_filename",
                "schema",
                "gzip",
                "null_marker",
                "stringify_dict",
                "partition_columns",
            ),
            *("approx_max_file_size_bytes", "file_mime_type", "write_on_empty", "upload_metadata"),
        ),
        connection=(f"{system}_conn_id",),
        default=f"{system}_default",
        own=(*GOOGLE[:2], "impersonation_chain", "use_server_side_cursor", "cursor_itersize"),
        files={"sql": (".sql",)},
    )


CLUSTERS: tuple[Asking, ...] = (
    Asking(
        act="spark.submit",
        names=(
            f"{_P}.apache.spark.operators.spark_submit.SparkSubmitOperator",
            f"{_OLD}.spark_submit_operator.SparkSubmitOperator",
        ),
        takes=("application", "application_args", "conf", "env_vars", *_OPTIONS),
        connection=("conn_id",),
        default="spark_default",
        own=("verbose", "spark_binary", "status_poll_interval", "use_krb5ccache"),
    ),
    Asking(
        act="dataproc.job",
        names=(f"{_P}.google.cloud.operators.dataproc.DataprocSubmitJobOperator",),
        takes=("job", "project_id", "region", "request_id"),
        connection=GOOGLE[:1],
        default="google_cloud_default",
        own=(*WAITING, "impersonation_chain", "asynchronous", "cancel_on_kill", "wait_timeout"),
    ),
    Asking(
        act="databricks.notebook",
        names=(f"{_P}.databricks.operators.databricks.DatabricksNotebookOperator",),
        takes=(
            *("notebook_path", "source", "notebook_params", "new_cluster", "existing_cluster_id"),
            *("job_cluster_key", "notebook_packages"),
        ),
        connection=("databricks_conn_id",),
        default="databricks_default",
        own=(*DATABRICKS_OWN, "workflow_run_metadata", "databricks_task_key"),
    ),
    _emr(
        "emr.create",
        "EmrCreateJobFlowOperator",
        "create_job_flow",
        ("job_flow_overrides", "emr_conn_id"),
        WAITING,
    ),
    _emr(
        "emr.steps",
        "EmrAddStepsOperator",
        "add_steps",
        ("job_flow_id", "job_flow_name", "cluster_states", "steps", "wait_for_completion"),
        ("deferrable", "execution_role_arn"),
    ),
    _emr(
        "emr.terminate",
        "EmrTerminateJobFlowOperator",
        "terminate_job_flow",
        ("job_flow_id",),
        ("deferrable",),
    ),
    Asking(
        act="redshift.statement",
        names=(f"{_P}.amazon.aws.operators.redshift_data.RedshiftDataOperator",),
        takes=(
            *("sql", "database", "cluster_identifier", "db_user", "secret_arn", "workgroup_name"),
            *("parameters", "statement_name", "with_event", "return_sql_result", "region_name"),
        ),
        connection=AWS,
        default="aws_default",
        own=(*WAITING, "await_result", "verify", "botocore_config"),
        files={"sql": (".sql",)},
    ),
    Asking(
        act="snowflake.load",
        names=(
            f"{_P}.snowflake.transfers.copy_into_snowflake.CopyFromExternalStageToSnowflakeOperator",
            f"{_P}.snowflake.transfers.s3_to_snowflake.S3ToSnowflakeOperator",
            f"{_OLD}.s3_to_snowflake_operator.S3ToSnowflakeTransfer",
        ),
        takes=(
            *("table", "stage", "prefix", "file_format", "schema", "columns_array", "pattern"),
            *(
                "files",
                "s3_keys",
                "copy_options",
                "validation_mode",
                "warehouse",
                "database",
                "role",
            ),
            *("authenticator", "session_parameters"),
        ),
        connection=("snowflake_conn_id",),
        default="snowflake_default",
        renamed={"s3_keys": "files"},
        own=("autocommit",),
    ),
    _to_gcs("gcs.from_postgres", "postgres", "Postgres"),
    _to_gcs("gcs.from_mysql", "mysql", "MySQL"),
    Asking(
        act="sftp.to_s3",
        names=(
            f"{_P}.amazon.aws.transfers.sftp_to_s3.SFTPToS3Operator",
            f"{_OLD}.sftp_to_s3_operator.SFTPToS3Operator",
        ),
        takes=("sftp_path", "s3_bucket", "s3_key"),
        connection=("sftp_conn_id", "ssh_conn_id"),
        default="ssh_default",
        own=("s3_conn_id", "aws_conn_id", "use_temp_file", "fail_on_file_not_exist"),
    ),
    Asking(
        act="gcs.list",
        names=(
            f"{_P}.google.cloud.operators.gcs.GCSListObjectsOperator",
            f"{_OLD}.gcs_list_operator.GoogleCloudStorageListOperator",
        ),
        takes=("bucket", "prefix", "delimiter", "match_glob"),
        connection=GOOGLE,
        default="google_cloud_default",
        own=("impersonation_chain",),
    ),
    Asking(
        act="gcs.delete",
        names=(
            f"{_P}.google.cloud.operators.gcs.GCSDeleteObjectsOperator",
            f"{_OLD}.gcs_delete_operator.GoogleCloudStorageDeleteOperator",
        ),
        takes=("bucket_name", "objects", "prefix"),
        connection=GOOGLE,
        default="google_cloud_default",
        own=("impersonation_chain",),
    ),
)
