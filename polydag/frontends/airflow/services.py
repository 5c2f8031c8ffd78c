"""Operators of containers, hosts, messages and clouds, and what they ask for."""

from __future__ import annotations

from polydag.frontends.airflow.asking import Asking

_P = "airflow.providers"
_OLD = "airflow.operators"
_CONTRIB = "airflow.contrib.operators"
GOOGLE = (
    "gcp_conn_id",
    "google_cloud_conn_id",
    "bigquery_conn_id",
    "google_cloud_storage_conn_id",
)
WAITING = (
    "deferrable",
    "poll_interval",
    "poke_interval",
    "polling_interval",
    "wait_for_completion",
)
AWS = ("aws_conn_id",)
DATABRICKS_OWN = (
    *("polling_period_seconds", "databricks_retry_limit", "databricks_retry_delay"),
    *("databricks_retry_args", "deferrable", "wait_for_termination"),
)

SERVICES: tuple[Asking, ...] = (
    Asking(
        act="http.request",
        names=(
            f"{_P}.http.operators.http.HttpOperator",
            f"{_P}.http.operators.http.SimpleHttpOperator",
            f"{_OLD}.http_operator.SimpleHttpOperator",
        ),
        takes=(
            *("endpoint", "method", "data", "headers", "response_check", "response_filter"),
            *("extra_options", "auth_type", "pagination_function", "retry_args", "request_kwargs"),
        ),
        connection=("http_conn_id",),
        default="http_default",
        own=(
            *(
                "log_response",
                "deferrable",
                "warn_on_non_idempotent",
                "tcp_keep_alive",
            ),
            *("tcp_keep_alive_idle", "tcp_keep_alive_count", "tcp_keep_alive_interval"),
        ),
    ),
    Asking(
        act="container.run",
        names=(
            f"{_P}.docker.operators.docker.DockerOperator",
            f"{_OLD}.docker_operator.DockerOperator",
        ),
        takes=(
            *("image", "command", "entrypoint", "environment", "private_environment", "docker_url"),
            *("container_name", "working_dir", "user", "mounts", "volumes", "network_mode"),
            *("privileged", "mem_limit", "cpus", "shm_size", "hostname", "extra_hosts", "tty"),
            *("auto_remove", "force_pull", "xcom_all", "device_requests", "cap_add", "ulimits"),
        ),
        connection=("docker_conn_id",),
        own=("api_version", "mount_tmp_dir", "host_tmp_dir", "tmp_dir", "timeout", "tls_verify"),
        files={"command": (".sh", ".bash"), "environment": ()},
    ),
    Asking(
        act="pod.run",
        names=(
            f"{_P}.cncf.kubernetes.operators.pod.KubernetesPodOperator",
            f"{_P}.cncf.kubernetes.operators.kubernetes_pod.KubernetesPodOperator",
            f"{_CONTRIB}.kubernetes_pod_operator.KubernetesPodOperator",
        ),
        takes=(
            *("name", "namespace", "image", "cmds", "arguments", "env_vars", "image_pull_policy"),
            *("service_account_name", "in_cluster", "secrets", "volumes", "volume_mounts"),
            *("labels", "container_resources", "resources", "affinity", "tolerations", "ports"),
            *("node_selector", "env_from", "do_xcom_push", "image_pull_secrets", "annotations"),
            *("pod_template_file", "full_pod_spec", "config_file", "cluster_context"),
        ),
        connection=("kubernetes_conn_id",),
        replaced={
            "is_delete_operator_pod": (
                "on_finish_action",
                {True: "delete_pod", False: "keep_pod"},
            )
        },
        own=(
            *("get_logs", "on_finish_action", "startup_timeout_seconds"),
            *("reattach_on_restart", "log_events_on_failure", "deferrable", "random_name_suffix"),
            *("logging_interval", "startup_check_interval_seconds", "hostnetwork"),
        ),
    ),
    Asking(
        act="ssh.command",
        names=(f"{_P}.ssh.operators.ssh.SSHOperator", f"{_CONTRIB}.ssh_operator.SSHOperator"),
        takes=("command", "environment", "cmd_timeout", "get_pty", "remote_host", "ssh_hook"),
        connection=("ssh_conn_id",),
        own=("conn_timeout", "banner_timeout"),
        files={"command": (".sh",)},
    ),
    Asking(
        act="sftp.transfer",
        names=(f"{_P}.sftp.operators.sftp.SFTPOperator", f"{_CONTRIB}.sftp_operator.SFTPOperator"),
        takes=(
            *("local_filepath", "remote_filepath", "operation", "remote_host"),
            *("create_intermediate_dirs", "sftp_hook", "ssh_hook"),
        ),
        connection=("ssh_conn_id",),
        own=("confirm", "concurrency", "prefetch"),
    ),
    Asking(
        act="slack.message",
        names=(
            f"{_P}.slack.operators.slack.SlackAPIPostOperator",
            f"{_OLD}.slack_operator.SlackAPIPostOperator",
        ),
        takes=("channel", "text", "blocks", "attachments", "username", "icon_url", "token"),
        connection=("slack_conn_id",),
        default="slack_api_default",
    ),
    Asking(
        act="dbt.cloud_job",
        names=(f"{_P}.dbt.cloud.operators.dbt.DbtCloudRunJobOperator",),
        takes=(
            *("job_id", "account_id", "trigger_reason", "steps_override", "schema_override"),
            *("additional_run_config", "project_name", "environment_name", "job_name"),
        ),
        connection=("dbt_cloud_conn_id",),
        default="dbt_cloud_default",
        own=(
            *("check_interval", "timeout", "deferrable", "wait_for_termination", "hook_params"),
            *("reuse_existing_run", "retry_from_failure"),
        ),
    ),
    Asking(
        act="bigquery.job",
        names=(f"{_P}.google.cloud.operators.bigquery.BigQueryInsertJobOperator",),
        takes=("configuration", "project_id", "location", "job_id"),
        connection=GOOGLE,
        default="google_cloud_default",
        own=(
            *(*WAITING, "force_rerun", "reattach_states", "cancel_on_kill", "result_timeout"),
            *("result_retry", "impersonation_chain"),
        ),
        files={"configuration": (".json", ".sql")},
    ),
    Asking(
        act="gcs.load",
        names=(
            f"{_P}.google.cloud.transfers.gcs_to_bigquery.GCSToBigQueryOperator",
            f"{_CONTRIB}.gcs_to_bq.GoogleCloudStorageToBigQueryOperator",
        ),
        takes=(
            *("bucket", "source_objects", "destination_project_dataset_table", "source_format"),
            *("schema_fields", "schema_object", "skip_leading_rows", "field_delimiter"),
            *("write_disposition", "create_disposition", "autodetect", "max_bad_records"),
            *("time_partitioning", "cluster_fields", "compression", "quote_character"),
            *("project_id", "location", "external_table", "src_fmt_configs"),
        ),
        connection=GOOGLE,
        default="google_cloud_default",
        own=(*WAITING, "impersonation_chain", "allow_quoted_newlines", "max_id_key"),
    ),
    Asking(
        act="databricks.submit",
        names=(
            f"{_P}.databricks.operators.databricks.DatabricksSubmitRunOperator",
            f"{_CONTRIB}.databricks_operator.DatabricksSubmitRunOperator",
        ),
        takes=(
            *("json", "tasks", "run_name", "notebook_task", "spark_python_task", "spark_jar_task"),
            *("spark_submit_task", "pipeline_task", "dbt_task", "new_cluster", "libraries"),
            *("existing_cluster_id", "timeout_seconds", "git_source", "access_control_list"),
        ),
        connection=("databricks_conn_id",),
        default="databricks_default",
        own=DATABRICKS_OWN,
    ),
    Asking(
        act="databricks.run_now",
        names=(
            f"{_P}.databricks.operators.databricks.DatabricksRunNowOperator",
            f"{_CONTRIB}.databricks_operator.DatabricksRunNowOperator",
        ),
        takes=(
            *("job_id", "job_name", "json", "notebook_params", "python_params", "jar_params"),
            *("spark_submit_params", "python_named_params", "job_parameters", "idempotency_token"),
            "repair_run",
        ),
        connection=("databricks_conn_id",),
        default="databricks_default",
        own=DATABRICKS_OWN,
    ),
    Asking(
        act="ecs.task",
        names=(
            f"{_P}.amazon.aws.operators.ecs.EcsRunTaskOperator",
            f"{_P}.amazon.aws.operators.ecs.EcsOperator",
            f"{_P}.amazon.aws.operators.ecs.ECSOperator",
            f"{_CONTRIB}.ecs_operator.ECSOperator",
        ),
        takes=(
            *("cluster", "task_definition", "overrides", "launch_type", "network_configuration"),
            *("capacity_provider_strategy", "platform_version", "group", "tags", "region_name"),
            *("placement_constraints", "placement_strategy", "volume_configurations"),
        ),
        connection=AWS,
        default="aws_default",
        own=(
            *("awslogs_group", "awslogs_region", "awslogs_stream_prefix", "awslogs_fetch_interval"),
            *("reattach", "number_logs_exception", "waiter_delay", "waiter_max_attempts"),
            *("container_name", "deferrable", "wait_for_completion", "propagate_tags"),
        ),
    ),
    Asking(
        act="s3.copy",
        names=(
            f"{_P}.amazon.aws.operators.s3.S3CopyObjectOperator",
            f"{_CONTRIB}.s3_copy_object_operator.S3CopyObjectOperator",
        ),
        takes=(
            *("source_bucket_name", "source_bucket_key", "dest_bucket_name", "dest_bucket_key"),
            *("source_version_id", "acl_policy", "meta_data_directive", "region_name"),
        ),
        connection=AWS,
        default="aws_default",
        own=("verify",),
    ),
    Asking(
        act="s3.create",
        names=(f"{_P}.amazon.aws.operators.s3.S3CreateObjectOperator",),
        takes=(
            *("s3_bucket", "s3_key", "data", "replace", "encrypt", "acl_policy", "encoding"),
            *("compression", "region_name"),
        ),
        connection=AWS,
        default="aws_default",
        own=("verify",),
    ),
    Asking(
        act="s3.list",
        names=(
            f"{_P}.amazon.aws.operators.s3.S3ListOperator",
            f"{_CONTRIB}.s3_list_operator.S3ListOperator",
        ),
        takes=("bucket", "prefix", "delimiter", "region_name"),
        connection=AWS,
        default="aws_default",
        own=("verify",),
    ),
)
