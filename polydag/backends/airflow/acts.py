"""What outside systems are asked to do, as operators of Airflow's providers: the other way of what its reader knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from polydag.ir.acts import ActName


@dataclass(frozen=True, kw_only=True)
class Operator:
    """The class for an act; `connection` is the argument for the connection, without which it takes the `default`.

    What its `hook` takes goes there by `hook_params`.
    """

    module: str
    name: str
    package: str
    connection: str = "conn_id"
    default: str | None = None
    renamed: Mapping[str, str] = field(default_factory=dict)
    hook: frozenset[str] = frozenset()

    @property
    def qualified(self) -> str:
        """Its full name."""
        return f"{self.module}.{self.name}"


# What a database's own operator took for the session.
_SESSION = frozenset({"authenticator", "role", "schema", "session_parameters", "warehouse"})


def _sql(name: str, **renamed: str) -> Operator:
    module, package = (
        "airflow.providers.common.sql.operators.sql",
        "apache-airflow-providers-common-sql",
    )
    return Operator(module=module, name=name, package=package, renamed=renamed, hook=_SESSION)


def _of(package: str, path: str, connection: str, default: str | None = None) -> Operator:
    module, _, name = path.rpartition(".")
    return Operator(
        module=f"airflow.providers.{module}",
        name=name,
        package=f"apache-airflow-providers-{package}",
        connection=connection,
        default=default,
    )


def _google(path: str) -> Operator:
    return _of("google", f"google.cloud.{path}", "gcp_conn_id", "google_cloud_default")


def _databricks(name: str) -> Operator:
    path = f"databricks.operators.databricks.{name}"
    return _of("databricks", path, "databricks_conn_id", "databricks_default")


def _to_gcs(system: str, name: str) -> Operator:
    path = f"google.cloud.transfers.{system}_to_gcs.{name}ToGCSOperator"
    return _of("google", path, f"{system}_conn_id", f"{system}_default")


def _aws(path: str) -> Operator:
    return _of("amazon", f"amazon.aws.operators.{path}", "aws_conn_id", "aws_default")


OPERATORS: Mapping[ActName, Operator] = {
    "sql.query": _sql("SQLExecuteQueryOperator"),
    "sql.check": _sql("SQLCheckOperator"),
    "sql.value_check": _sql("SQLValueCheckOperator", expected="pass_value"),
    "sql.column_check": _sql("SQLColumnCheckOperator"),
    "sql.table_check": _sql("SQLTableCheckOperator"),
    "http.request": _of("http", "http.operators.http.HttpOperator", "http_conn_id", "http_default"),
    "container.run": _of("docker", "docker.operators.docker.DockerOperator", "docker_conn_id"),
    "pod.run": _of(
        "cncf-kubernetes",
        "cncf.kubernetes.operators.pod.KubernetesPodOperator",
        "kubernetes_conn_id",
    ),
    "ssh.command": _of("ssh", "ssh.operators.ssh.SSHOperator", "ssh_conn_id"),
    "sftp.transfer": _of("sftp", "sftp.operators.sftp.SFTPOperator", "ssh_conn_id"),
    "slack.message": _of(
        "slack", "slack.operators.slack.SlackAPIPostOperator", "slack_conn_id", "slack_api_default"
    ),
    "bigquery.job": _google("operators.bigquery.BigQueryInsertJobOperator"),
    "dbt.cloud_job": _of(
        "dbt-cloud",
        "dbt.cloud.operators.dbt.DbtCloudRunJobOperator",
        "dbt_cloud_conn_id",
        "dbt_cloud_default",
    ),
    "gcs.load": _google("transfers.gcs_to_bigquery.GCSToBigQueryOperator"),
    "databricks.submit": _databricks("DatabricksSubmitRunOperator"),
    "databricks.run_now": _databricks("DatabricksRunNowOperator"),
    "ecs.task": _aws("ecs.EcsRunTaskOperator"),
    "s3.copy": _aws("s3.S3CopyObjectOperator"),
    "s3.create": _aws("s3.S3CreateObjectOperator"),
    "s3.list": _aws("s3.S3ListOperator"),
    "s3.delete": _aws("s3.S3DeleteObjectsOperator"),
    "glue.job": _aws("glue.GlueJobOperator"),
    "athena.query": _aws("athena.AthenaOperator"),
    "lambda.invoke": _aws("lambda_function.LambdaInvokeFunctionOperator"),
    "s3.upload": _of(
        "amazon",
        "amazon.aws.transfers.local_to_s3.LocalFilesystemToS3Operator",
        "aws_conn_id",
        "aws_default",
    ),
    "redshift.load": _of(
        "amazon",
        "amazon.aws.transfers.s3_to_redshift.S3ToRedshiftOperator",
        "redshift_conn_id",
        "redshift_default",
    ),
    "bigquery.check": _google("operators.bigquery.BigQueryCheckOperator"),
    "bigquery.value_check": replace(
        _google("operators.bigquery.BigQueryValueCheckOperator"), renamed={"expected": "pass_value"}
    ),
    "gcs.extract": _google("transfers.bigquery_to_gcs.BigQueryToGCSOperator"),
    "gcs.upload": _google("transfers.local_to_gcs.LocalFilesystemToGCSOperator"),
    "gcs.download": _google("transfers.gcs_to_local.GCSToLocalFilesystemOperator"),
    "gcs.copy": _google("transfers.gcs_to_gcs.GCSToGCSOperator"),
    "gcs.list": _google("operators.gcs.GCSListObjectsOperator"),
    "gcs.delete": _google("operators.gcs.GCSDeleteObjectsOperator"),
    "gcs.from_postgres": _to_gcs("postgres", "Postgres"),
    "gcs.from_mysql": _to_gcs("mysql", "MySQL"),
    "snowflake.load": _of(
        "snowflake",
        "snowflake.transfers.copy_into_snowflake.CopyFromExternalStageToSnowflakeOperator",
        "snowflake_conn_id",
        "snowflake_default",
    ),
    "sftp.to_s3": _of(
        "amazon",
        "amazon.aws.transfers.sftp_to_s3.SFTPToS3Operator",
        "sftp_conn_id",
        "ssh_default",
    ),
    "spark.submit": _of(
        "apache-spark",
        "apache.spark.operators.spark_submit.SparkSubmitOperator",
        "conn_id",
        "spark_default",
    ),
    "dataproc.job": _google("operators.dataproc.DataprocSubmitJobOperator"),
    "databricks.notebook": _databricks("DatabricksNotebookOperator"),
    "emr.create": _aws("emr.EmrCreateJobFlowOperator"),
    "emr.steps": _aws("emr.EmrAddStepsOperator"),
    "emr.terminate": _aws("emr.EmrTerminateJobFlowOperator"),
    "redshift.statement": _aws("redshift_data.RedshiftDataOperator"),
    "sql.threshold_check": _sql("SQLThresholdCheckOperator"),
    "sql.transfer": _of(
        "common-sql", "common.sql.operators.generic_transfer.GenericTransfer", "source_conn_id"
    ),
}
