"""A query that chooses the way, tables and objects that move, jobs of a cloud, and two checks."""

from airflow import DAG
from airflow.providers.amazon.aws.operators.athena import AthenaOperator
from airflow.providers.amazon.aws.transfers.s3_to_redshift import S3ToRedshiftOperator
from airflow.providers.common.sql.operators.generic_transfer import GenericTransfer
from airflow.providers.common.sql.operators.sql import (
    BranchSQLOperator,
    SQLThresholdCheckOperator,
)
from airflow.providers.google.cloud.transfers.gcs_to_gcs import GCSToGCSOperator

with DAG("act_transfers", schedule=None, params={"region": "eu"}):
    way = BranchSQLOperator(
        task_id="way",
        conn_id="warehouse",
        sql="select full from plan where region = '{{ params.region }}'",
        follow_task_ids_if_true=["whole", "files"],
        follow_task_ids_if_false="part",
    )
    whole = GenericTransfer(
        task_id="whole",
        source_conn_id="warehouse",
        destination_conn_id="mart",
        sql="select * from {{ params.region }}",
        destination_table="mart.orders",
        preoperator="delete from mart.orders",
    )
    files = GCSToGCSOperator(
        task_id="files",
        source_bucket="raw",
        source_object="{{ params.region }}/*.csv",
        destination_bucket="done",
    )
    part = AthenaOperator(
        task_id="part",
        query="select '{{ params.region }}'",
        database="lake",
        output_location="s3://out",
    )
    load = S3ToRedshiftOperator(
        task_id="load",
        schema="public",
        table="orders",
        s3_bucket="raw",
        s3_key="{{ params.region }}",
        copy_options=["CSV"],
        trigger_rule="none_failed_min_one_success",
    )
    enough = SQLThresholdCheckOperator(
        task_id="enough",
        conn_id="warehouse",
        sql="select count(*) from {{ params.region }}",
        min_threshold=1,
        max_threshold=1000,
    )
    way >> [whole, files, part] >> load >> enough
