"""A cluster that works and is stopped whatever becomes of it, then loads, a job of Spark and statements."""

from airflow import DAG
from airflow.providers.amazon.aws.operators.emr import (
    EmrAddStepsOperator,
    EmrCreateJobFlowOperator,
    EmrTerminateJobFlowOperator,
)
from airflow.providers.amazon.aws.operators.redshift_data import RedshiftDataOperator
from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator
from airflow.providers.google.cloud.operators.gcs import GCSListObjectsOperator
from airflow.providers.google.cloud.transfers.postgres_to_gcs import PostgresToGCSOperator
from airflow.providers.snowflake.transfers.copy_into_snowflake import (
    CopyFromExternalStageToSnowflakeOperator,
)

with DAG("act_clusters", schedule=None, params={"region": "eu"}):
    start = EmrCreateJobFlowOperator(
        task_id="start", job_flow_overrides={"Name": "{{ params.region }}"}
    )
    steps = EmrAddStepsOperator(
        task_id="steps",
        job_flow_id="{{ ti.xcom_pull(task_ids='start') }}",
        steps=[{"Name": "{{ params.region }}"}],
        wait_for_completion=True,
    )
    stop = EmrTerminateJobFlowOperator(
        task_id="stop",
        job_flow_id="{{ ti.xcom_pull(task_ids='start') }}",
        trigger_rule="all_done",
    )
    names = GCSListObjectsOperator(task_id="names", bucket="raw", prefix="{{ params.region }}/")
    load = CopyFromExternalStageToSnowflakeOperator(
        task_id="load",
        stage="lake",
        prefix="{{ params.region }}",
        table="orders",
        file_format="(TYPE=CSV)",
    )
    job = SparkSubmitOperator(
        task_id="job", application="/jobs/{{ params.region }}.py", application_args=["full"]
    )
    rows = PostgresToGCSOperator(
        task_id="rows",
        sql="select * from {{ params.region }}",
        bucket="raw",
        filename="rows-{}.json",
        write_on_empty=True,
    )
    done = RedshiftDataOperator(
        task_id="done", sql="select '{{ params.region }}'", database="dwh", workgroup_name="etl"
    )
    start >> steps >> [stop, names]
    names >> load >> job >> rows >> done
