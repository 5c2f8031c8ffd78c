"""One task of Airflow for each act, with what must reach the system outside when it runs."""

from __future__ import annotations

from dataclasses import dataclass, field

HEAD = """
from airflow import DAG
{imports}

with DAG("acts", schedule=None, params={{"region": "eu"}}):
"""


@dataclass(frozen=True)
class Sample:
    """The class (`module:Name`), its arguments, and what its function hands over; `region` is a parameter of the run."""

    operator: str
    arguments: str
    hands: dict[str, object] = field(default_factory=dict)


_SQL = "airflow.providers.common.sql.operators.sql"
SAMPLES: dict[str, Sample] = {
    "sql.query": Sample(
        f"{_SQL}:SQLExecuteQueryOperator",
        'conn_id="dwh", sql="insert {{ params.region }}", parameters={"id": 1}',
        {"sql": "insert eu", "parameters": {"id": 1}},
    ),
    "sql.check": Sample(
        f"{_SQL}:SQLCheckOperator",
        'conn_id="dwh", sql="select {{ params.region }}"',
        {"sql": "select eu"},
    ),
    "sql.value_check": Sample(
        f"{_SQL}:SQLValueCheckOperator",
        'conn_id="dwh", sql="select {{ params.region }}", pass_value=5, tolerance=0.1',
        {"sql": "select eu"},
    ),
    "sql.column_check": Sample(
        f"{_SQL}:SQLColumnCheckOperator",
        'conn_id="dwh", table="orders", partition_clause="r = {{ params.region }}",'
        ' column_mapping={"id": {"min": {"geq_to": 1}}}',
        {"table": "orders", "partition_clause": "r = eu"},
    ),
    "sql.table_check": Sample(
        f"{_SQL}:SQLTableCheckOperator",
        'conn_id="dwh", table="{{ params.region }}", checks={"some": {"check_statement": "n > 1"}}',
        {"table": "eu"},
    ),
}
_PROVIDERS = "airflow.providers"
_DATABRICKS = f"{_PROVIDERS}.databricks.operators.databricks"
_S3 = f"{_PROVIDERS}.amazon.aws.operators.s3"
SAMPLES |= {
    "http.request": Sample(
        f"{_PROVIDERS}.http.operators.http:HttpOperator",
        'http_conn_id="api", endpoint="orders/{{ params.region }}", method="GET", data={"page": "1"},'
        ' headers={"Accept": "json"}, extra_options={"timeout": 30}, response_check=lambda r: r.ok',
        {
            "endpoint": "orders/eu",
            "data": {"page": "1"},
            "headers": {"Accept": "json"},
            "timeout": 30,
        },
    ),
    "container.run": Sample(
        f"{_PROVIDERS}.docker.operators.docker:DockerOperator",
        'image="etl:1", command=["load", "{{ params.region }}"], environment={"A": "b"}, auto_remove="success"',
        {"image": "etl:1", "command": ["load", "eu"], "environment": {"A": "b"}},
    ),
    "pod.run": Sample(
        f"{_PROVIDERS}.cncf.kubernetes.operators.pod:KubernetesPodOperator",
        'name="load", namespace="etl", image="etl:1", cmds=["load"], arguments=["{{ params.region }}"],'
        ' env_vars={"A": "b"}',
        {"image": "etl:1", "namespace": "etl", "env_vars": {"A": "b"}},
    ),
    "ssh.command": Sample(
        f"{_PROVIDERS}.ssh.operators.ssh:SSHOperator",
        'ssh_conn_id="gate", command="load {{ params.region }}", environment={"A": "b"}',
        {"command": "load eu", "env": {"A": "b"}},
    ),
    "sftp.transfer": Sample(
        f"{_PROVIDERS}.sftp.operators.sftp:SFTPOperator",
        'ssh_conn_id="gate", local_filepath="/in/{{ params.region }}", remote_filepath="/out", operation="get"',
        {"local_filepath": "/in/eu", "remote_filepath": "/out"},
    ),
    "slack.message": Sample(
        f"{_PROVIDERS}.slack.operators.slack:SlackAPIPostOperator",
        'channel="#etl", text="{{ params.region }} is done"',
        {"channel": "#etl", "text": "eu is done"},
    ),
    "bigquery.job": Sample(
        f"{_PROVIDERS}.google.cloud.operators.bigquery:BigQueryInsertJobOperator",
        'configuration={"query": {"query": "select {{ params.region }}", "useLegacySql": False}}, project_id="p"',
        {"configuration": {"query": {"query": "select eu", "useLegacySql": False}}, "project": "p"},
    ),
    "gcs.load": Sample(
        f"{_PROVIDERS}.google.cloud.transfers.gcs_to_bigquery:GCSToBigQueryOperator",
        'bucket="raw", source_objects=["{{ params.region }}.csv"], destination_project_dataset_table="p.d.t",'
        ' write_disposition="WRITE_TRUNCATE"',
        {
            "bucket": "raw",
            "source_objects": ["eu.csv"],
            "destination_project_dataset_table": "p.d.t",
            "write_disposition": "WRITE_TRUNCATE",
        },
    ),
    "databricks.submit": Sample(
        f"{_DATABRICKS}:DatabricksSubmitRunOperator",
        'json={"run_name": "{{ params.region }}"}, existing_cluster_id="c1"',
        {"json": {"run_name": "eu"}},
    ),
    "databricks.run_now": Sample(
        f"{_DATABRICKS}:DatabricksRunNowOperator",
        'job_id=7, notebook_params={"region": "{{ params.region }}"}',
        {"job_id": 7, "notebook_params": {"region": "eu"}},
    ),
    "ecs.task": Sample(
        f"{_PROVIDERS}.amazon.aws.operators.ecs:EcsRunTaskOperator",
        'cluster="main", task_definition="etl", launch_type="FARGATE", overrides={"cpu": "{{ params.region }}"}',
        {
            "cluster": "main",
            "overrides": {"cpu": "eu"},
            "taskDefinition": "etl",
            "launchType": "FARGATE",
        },
    ),
    "s3.copy": Sample(
        f"{_S3}:S3CopyObjectOperator",
        'source_bucket_name="raw", source_bucket_key="{{ params.region }}", dest_bucket_name="done", dest_bucket_key="k"',
        {"source_bucket_key": "eu", "source_bucket_name": "raw", "dest_bucket_name": "done"},
    ),
    "s3.create": Sample(
        f"{_S3}:S3CreateObjectOperator",
        's3_bucket="done", s3_key="{{ params.region }}", data="x", replace=True',
        {"s3_bucket": "done", "s3_key": "eu", "data": "x"},
    ),
    "s3.list": Sample(
        f"{_S3}:S3ListOperator",
        'bucket="raw", prefix="{{ params.region }}/"',
        {"bucket": "raw", "prefix": "eu/"},
    ),
}
_AWS = f"{_PROVIDERS}.amazon.aws"
_CLOUD = f"{_PROVIDERS}.google.cloud"
SAMPLES |= {
    "sql.threshold_check": Sample(
        f"{_SQL}:SQLThresholdCheckOperator",
        'conn_id="dwh", sql="select {{ params.region }}", min_threshold=1, max_threshold="select 9"',
        {"sql": "select eu"},
    ),
    "sql.transfer": Sample(
        f"{_PROVIDERS}.common.sql.operators.generic_transfer:GenericTransfer",
        'source_conn_id="dwh", destination_conn_id="mart", sql="select {{ params.region }}",'
        ' destination_table="a.b", preoperator=["delete"]',
        {"sql": "select eu", "destination_table": "a.b", "preoperator": ["delete"]},
    ),
    "bigquery.check": Sample(
        f"{_CLOUD}.operators.bigquery:BigQueryCheckOperator",
        'sql="select {{ params.region }}", use_legacy_sql=False, location="EU"',
        {"sql": "select eu", "location": "EU", "use_legacy_sql": False},
    ),
    "bigquery.value_check": Sample(
        f"{_CLOUD}.operators.bigquery:BigQueryValueCheckOperator",
        'sql="select {{ params.region }}", pass_value=5',
        {"sql": "select eu", "use_legacy_sql": True},
    ),
    "gcs.extract": Sample(
        f"{_CLOUD}.transfers.bigquery_to_gcs:BigQueryToGCSOperator",
        'source_project_dataset_table="p.d.t", destination_cloud_storage_uris=["gs://b/{{ params.region }}"],'
        ' export_format="CSV", print_header=False',
        {
            "source_project_dataset_table": "p.d.t",
            "destination_cloud_storage_uris": ["gs://b/eu"],
            "destination_format": "CSV",
            "print_header": False,
        },
    ),
    "gcs.upload": Sample(
        f"{_CLOUD}.transfers.local_to_gcs:LocalFilesystemToGCSOperator",
        'src="/in/{{ params.region }}", dst="k", bucket="raw", mime_type="text/csv"',
        {"src": "/in/eu", "dst": "k", "bucket": "raw", "content_type": "text/csv"},
    ),
    "gcs.download": Sample(
        f"{_CLOUD}.transfers.gcs_to_local:GCSToLocalFilesystemOperator",
        'bucket="raw", object_name="{{ params.region }}", filename="/in/a"',
        {"bucket": "raw", "object_name": "eu", "filename": "/in/a"},
    ),
    "gcs.copy": Sample(
        f"{_CLOUD}.transfers.gcs_to_gcs:GCSToGCSOperator",
        'source_bucket="raw", source_object="{{ params.region }}/*.csv", destination_bucket="done",'
        ' destination_object="k/", move_object=True',
        {"source_object": "eu/*.csv", "destination_bucket": "done", "prefix": "eu/"},
    ),
    "s3.upload": Sample(
        f"{_AWS}.transfers.local_to_s3:LocalFilesystemToS3Operator",
        'filename="/in/{{ params.region }}", dest_bucket="done", dest_key="k", replace=True',
        {"filename": "/in/eu", "dest_bucket": "done", "dest_key": "k"},
    ),
    "s3.delete": Sample(
        f"{_S3}:S3DeleteObjectsOperator",
        'bucket="raw", keys=["{{ params.region }}"]',
        {"bucket": "raw", "keys": ["eu"], "Key": "eu"},
    ),
    "redshift.load": Sample(
        f"{_AWS}.transfers.s3_to_redshift:S3ToRedshiftOperator",
        'schema="public", table="orders", s3_bucket="raw", s3_key="{{ params.region }}",'
        ' copy_options=["CSV", "IGNOREHEADER 1"], method="REPLACE"',
        {
            "sql": "COPY public.orders FROM 's3://raw/eu' IAM_ROLE"
            " 'REDSHIFT_DEFAULT_IAM_ROLE of the environment' CSV IGNOREHEADER 1"
        },
    ),
    "glue.job": Sample(
        f"{_AWS}.operators.glue:GlueJobOperator",
        'job_name="etl", script_args={"--region": "{{ params.region }}"}',
        {"JobName": "etl", "Arguments": {"--region": "eu"}},
    ),
    "athena.query": Sample(
        f"{_AWS}.operators.athena:AthenaOperator",
        'query="select {{ params.region }}", database="lake", output_location="s3://out"',
        {
            "QueryString": "select eu",
            "QueryExecutionContext": {"Database": "lake"},
            "ResultConfiguration": {"OutputLocation": "s3://out"},
        },
    ),
    "dbt.cloud_job": Sample(
        f"{_PROVIDERS}.dbt.cloud.operators.dbt:DbtCloudRunJobOperator",
        'job_id=7, account_id=3, trigger_reason="{{ params.region }}", steps_override=["dbt run"]',
        {"job_id": 7, "account_id": 3, "json": {"cause": "eu", "steps_override": ["dbt run"]}},
    ),
    "lambda.invoke": Sample(
        f"{_AWS}.operators.lambda_function:LambdaInvokeFunctionOperator",
        'function_name="load", payload="{{ params.region }}"',
        {"FunctionName": "load", "Payload": "eu"},
    ),
}

SAMPLES |= {
    "spark.submit": Sample(
        f"{_PROVIDERS}.apache.spark.operators.spark_submit:SparkSubmitOperator",
        'application="/jobs/{{ params.region }}.py", application_args=["full"], conf={"spark.a": "b"},'
        ' num_executors=4, env_vars={"A": "b"}, name="load"',
        {
            "application": "/jobs/eu.py",
            "application_args": ["full"],
            "conf": {"spark.a": "b"},
            "command": [
                *("spark-submit", "--master", "SPARK_DEFAULT_MASTER of the environment"),
                *("--name", "load", "--num-executors", "4", "--conf", "spark.a=b"),
                *("/jobs/eu.py", "full"),
            ],
            "env_vars": {"A": "b"},
        },
    ),
    "dataproc.job": Sample(
        f"{_CLOUD}.operators.dataproc:DataprocSubmitJobOperator",
        'job={"pyspark_job": {"args": ["{{ params.region }}"]}}, project_id="p", region="europe-west1"',
        {
            "request": {
                "job": {"pyspark_job": {"args": ["eu"]}},
                "project_id": "p",
                "region": "europe-west1",
            }
        },
    ),
    "databricks.notebook": Sample(
        f"{_DATABRICKS}:DatabricksNotebookOperator",
        'notebook_path="/load", source="WORKSPACE", notebook_params={"region": "{{ params.region }}"},'
        ' existing_cluster_id="c1"',
        {
            "body": {
                "notebook_task": {
                    "notebook_path": "/load",
                    "source": "WORKSPACE",
                    "base_parameters": {"region": "eu"},
                },
                "existing_cluster_id": "c1",
            }
        },
    ),
    "emr.create": Sample(
        f"{_AWS}.operators.emr:EmrCreateJobFlowOperator",
        'job_flow_overrides={"Name": "{{ params.region }}"}, region_name="eu-west-1"',
        {"Name": "eu", "region_name": "eu-west-1"},
    ),
    "emr.steps": Sample(
        f"{_AWS}.operators.emr:EmrAddStepsOperator",
        'job_flow_id="j-1", steps=[{"Name": "{{ params.region }}"}], wait_for_completion=False',
        {"JobFlowId": "j-1", "Steps": [{"Name": "eu"}]},
    ),
    "emr.terminate": Sample(
        f"{_AWS}.operators.emr:EmrTerminateJobFlowOperator",
        'job_flow_id="{{ params.region }}"',
        {"JobFlowIds": ["eu"]},
    ),
    "redshift.statement": Sample(
        f"{_AWS}.operators.redshift_data:RedshiftDataOperator",
        'sql="select {{ params.region }}", database="dwh", cluster_identifier="c", db_user="etl"',
        {"Sql": "select eu", "Database": "dwh", "ClusterIdentifier": "c", "DbUser": "etl"},
    ),
    "snowflake.load": Sample(
        f"{_PROVIDERS}.snowflake.transfers.copy_into_snowflake:CopyFromExternalStageToSnowflakeOperator",
        'table="orders", schema="raw", stage="lake", prefix="{{ params.region }}", files=["a.csv", "b.csv"],'
        ' file_format="(TYPE=CSV)", columns_array=["id", "n"], copy_options="ON_ERROR=SKIP_FILE"',
        {
            "sql": "COPY INTO raw.orders (id, n) FROM @lake/eu FILES=('a.csv', 'b.csv')"
            " FILE_FORMAT=(TYPE=CSV) ON_ERROR=SKIP_FILE"
        },
    ),
    "gcs.from_postgres": Sample(
        f"{_CLOUD}.transfers.postgres_to_gcs:PostgresToGCSOperator",
        'sql="select {{ params.region }}", bucket="raw", filename="orders/{}.csv", export_format="csv",'
        ' field_delimiter=";", write_on_empty=True',
        {
            "sql": "select eu",
            "bucket": "raw",
            "filename": "orders/{}.csv",
            "content_type": "text/csv",
        },
    ),
    "gcs.from_mysql": Sample(
        f"{_CLOUD}.transfers.mysql_to_gcs:MySQLToGCSOperator",
        'sql="select {{ params.region }}", bucket="raw", filename="orders/{}.json", write_on_empty=True',
        {"sql": "select eu", "bucket": "raw", "content_type": "application/json"},
    ),
    "sftp.to_s3": Sample(
        f"{_AWS}.transfers.sftp_to_s3:SFTPToS3Operator",
        'sftp_conn_id="gate", sftp_path="/out/{{ params.region }}", s3_bucket="raw", s3_key="k"',
        {"sftp_path": "/out/eu", "s3_bucket": "raw", "s3_key": "k"},
    ),
    "gcs.list": Sample(
        f"{_CLOUD}.operators.gcs:GCSListObjectsOperator",
        'bucket="raw", prefix="{{ params.region }}/", match_glob="**/*.csv"',
        {"bucket": "raw", "prefix": "eu/", "match_glob": "**/*.csv"},
    ),
    "gcs.delete": Sample(
        f"{_CLOUD}.operators.gcs:GCSDeleteObjectsOperator",
        'bucket_name="raw", objects=["{{ params.region }}"]',
        {"bucket_name": "raw", "objects": ["eu"]},
    ),
}


def task_id(act: str) -> str:
    """The id of the sample's task."""
    return act.replace(".", "_")


def source() -> str:
    """A DAG with every sample."""
    classes = sorted({sample.operator for sample in SAMPLES.values()})
    lines = [
        f"from {module} import {name}" for module, _, name in (c.partition(":") for c in classes)
    ]
    calls = [
        f'    {sample.operator.partition(":")[2]}(task_id="{task_id(act)}", {sample.arguments})'
        for act, sample in SAMPLES.items()
    ]
    return HEAD.format(imports="\n".join(lines)) + "\n".join(calls) + "\n"
