"""The names of Prefect that the reader knows, under every path that they are imported from."""

from __future__ import annotations

from polydag.ir.policies import CachePart

TASK = frozenset({"prefect.task", "prefect.tasks.task"})
FLOW = frozenset({"prefect.flow", "prefect.flows.flow"})
MATERIALIZE = frozenset({"prefect.materialize", "prefect.assets.materialize"})
UNMAPPED = frozenset({"prefect.unmapped", "prefect.utilities.annotations.unmapped"})
ALLOW_FAILURE = frozenset({"prefect.allow_failure", "prefect.utilities.annotations.allow_failure"})
QUOTE = frozenset({"prefect.utilities.annotations.quote"})
WAIT = frozenset({"prefect.futures.wait"})
AS_COMPLETED = frozenset({"prefect.futures.as_completed"})
TAGS = frozenset({"prefect.tags", "prefect.context.tags"})
LOGGER = frozenset(
    {
        "prefect.get_run_logger",
        "prefect.logging.get_run_logger",
        "prefect.logging.loggers.get_run_logger",
    }
)
SERVE = frozenset({"prefect.serve", "prefect.flows.serve", "prefect.deploy"})
BACKOFF = frozenset({"prefect.tasks.exponential_backoff"})
INPUT_HASH = frozenset({"prefect.tasks.task_input_hash"})
# What of a call the policies of a cache look at, in neutral words.
CACHE_POLICIES: dict[str, tuple[CachePart, ...]] = {
    "prefect.cache_policies.DEFAULT": ("inputs", "code", "run"),
    "prefect.cache_policies.FLOW_PARAMETERS": ("parameters",),
    "prefect.cache_policies.INPUTS": ("inputs",),
    "prefect.cache_policies.NONE": (),
    "prefect.cache_policies.NO_CACHE": (),
    "prefect.cache_policies.RUN_ID": ("run",),
    "prefect.cache_policies.TASK_SOURCE": ("code",),
}
CRON = frozenset({"prefect.schedules.Cron", "prefect.client.schemas.schedules.CronSchedule"})
INTERVAL = frozenset(
    {"prefect.schedules.Interval", "prefect.client.schemas.schedules.IntervalSchedule"}
)
RRULE = frozenset({"prefect.schedules.RRule", "prefect.client.schemas.schedules.RRuleSchedule"})
VARIABLE = frozenset({"prefect.variables.Variable"})
SECRET = frozenset({"prefect.blocks.system.Secret"})
COMPLETED = frozenset({"prefect.states.Completed"})
ASSET = frozenset({"prefect.assets.Asset"})
# Methods of tasks and flows that take a function to call, called or as decorators.
HOOKS = frozenset(
    {
        *("on_cancellation", "on_commit", "on_completion", "on_crashed", "on_failure"),
        *("on_rollback", "on_running"),
    }
)
RUN_DEPLOYMENT = frozenset(
    {
        "prefect.deployments.run_deployment",
        "prefect.deployments.flow_runs.run_deployment",
    }
)

# Facts of a run by neutral name.
RUNTIME = {
    "prefect.runtime.flow_run.id": "run_id",
    "prefect.runtime.flow_run.flow_name": "pipeline",
    "prefect.runtime.flow_run.scheduled_start_time": "logical_date",
    "prefect.runtime.task_run.run_count": "try_number",
    "prefect.runtime.task_run.task_name": "task_id",
}
RUN_PARAMETERS = "prefect.runtime.flow_run.parameters"


def owns(qualified: str) -> bool:
    """Whether a name belongs to Prefect or one of its integrations."""
    first = qualified.partition(".")[0]
    return first == "prefect" or first.startswith("prefect_")
