"""Arguments that every operator and every DAG takes, as Airflow 2.11 and 3.3 name them, and which words are one."""

from __future__ import annotations

# Without effect in every version that is read.
FORGOTTEN = frozenset({"provide_context", "xcom_push"})

# What later versions call otherwise.
TASK_ALIASES = {"task_concurrency": "max_active_tis_per_dag"}
DAG_ALIASES = {"fail_stop": "fail_fast"}

# The field of a task that an argument of every operator becomes.
TASK_FIELDS = {
    "default_args": "retry",
    "depends_on_past": "past",
    "doc": "doc",
    "doc_json": "doc",
    "doc_md": "doc",
    "doc_rst": "doc",
    "doc_yaml": "doc",
    "email": "hooks",
    "email_on_failure": "hooks",
    "email_on_retry": "hooks",
    "execution_timeout": "timeout",
    "inlets": "consumes",
    "max_retry_delay": "retry",
    "multiple_outputs": "operation",
    "on_execute_callback": "hooks",
    "on_failure_callback": "hooks",
    "on_retry_callback": "hooks",
    "on_skipped_callback": "hooks",
    "on_success_callback": "hooks",
    "outlets": "publishes",
    "owner": "owner",
    "pool": "pool",
    "pool_slots": "pool_slots",
    "priority_weight": "priority",
    "retries": "retry",
    "retry_delay": "retry",
    "retry_exponential_backoff": "retry",
    "retry_policy": "retry",
    "task_display_name": "name",
    "trigger_rule": "rule",
    "wait_for_downstream": "past",
}

# Arguments of a task that only Airflow has a use for; the others are fields of a task.
TASK_EXTRAS = frozenset(
    {
        "allow_nested_operators",
        "do_xcom_push",
        "end_date",
        "executor",
        "executor_config",
        "ignore_first_depends_on_past",
        "logger_name",
        "map_index_template",
        "max_active_tis_per_dag",
        "max_active_tis_per_dagrun",
        "params",
        "post_execute",
        "pre_execute",
        "queue",
        "render_template_as_native_obj",
        "resources",
        "run_as_user",
        "show_return_value_in_logs",
        "sla",
        "start_date",
        "task_concurrency",
        "templates_exts",
        "wait_for_past_depends_before_skipping",
        "weight_rule",
    }
)

BASE_ARGUMENTS = frozenset(TASK_FIELDS) | TASK_EXTRAS | FORGOTTEN
# They say which task it is, and where it stands.
PLACING = frozenset({"dag", "task_group", "task_id"})

# The field of a pipeline that an argument of a DAG becomes.
DAG_FIELDS = {
    "catchup": "catchup",
    "concurrency": "max_active_tasks",
    "dag_id": "id",
    "dagrun_timeout": "timeout",
    "default_args": "defaults",
    "description": "description",
    "doc_md": "doc",
    "end_date": "end",
    "max_active_runs": "max_active_runs",
    "max_active_tasks": "max_active_tasks",
    "on_failure_callback": "hooks",
    "on_success_callback": "hooks",
    "params": "parameters",
    "schedule": "schedules",
    "schedule_interval": "schedules",
    "start_date": "start",
    "tags": "tags",
    "timetable": "schedules",
}

# Arguments of a DAG that only Airflow has a use for; the others are fields of a pipeline.
DAG_EXTRAS = frozenset(
    {
        "access_control",
        "allowed_run_types",
        "auto_register",
        "dag_display_name",
        "deadline",
        "default_view",
        "disable_bundle_versioning",
        "fail_fast",
        "fail_stop",
        "full_filepath",
        "is_paused_upon_creation",
        "jinja_environment_kwargs",
        "max_consecutive_failed_dag_runs",
        "orientation",
        "owner_links",
        "render_template_as_native_obj",
        "rerun_with_latest_version",
        "sla_miss_callback",
        "task_group",
        "template_searchpath",
        "template_undefined",
        "user_defined_filters",
        "user_defined_macros",
    }
)
