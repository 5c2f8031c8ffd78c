"""Names of Dagster: which are its own, and what decorators and constructors are called."""

from __future__ import annotations

from polydag.syntax.module import SourceModule

ROOTS = (
    "dagster",
    "dagster_dbt",
    "dagster_duckdb",
    "dagster_slack",
    "dagster_aws",
    "dagster_gcp",
    "dagster_pandas",
)

# Arguments that describe a definition in Dagster's own interface or storage: kept for Dagster, told by other targets.
OWN_ARGUMENTS = frozenset(
    {
        "automation_condition",
        "auto_materialize_policy",
        "backfill_policy",
        "code_version",
        "dagster_type",
        "definition_metadata",
        "freshness_policy",
        "io_manager_key",
        "io_manager_def",
        "is_virtual",
        "legacy_freshness_policy",
        "metadata",
        "output_required",
        "partitions_def",
        "source_asset",
        "version",
    }
)
# Arguments that say where steps run.
EXECUTION_ARGUMENTS = frozenset(
    {"executor_def", "logger_defs", "loggers", "executor", "input_values"}
)


def owns(qualified: str) -> bool:
    """Whether a qualified name is Dagster's."""
    return qualified.partition(".")[0] in ROOTS


def short(qualified: str) -> str:
    """`dagster.asset` → `asset`; names of integrations keep their package: `dagster_dbt.dbt_assets`."""
    return qualified.removeprefix("dagster.") if qualified.startswith("dagster.") else qualified


def recognises(module: SourceModule) -> bool:
    """Whether a module imports anything of Dagster."""
    return any(owns(name) for name in module.names.values())
