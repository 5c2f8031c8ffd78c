"""Finding the job in a loaded module, whether or not the module gathers its definitions."""

from __future__ import annotations

from types import ModuleType

import dagster as dg

from polydag.runs.child.job import Job
from polydag.runs.child.loading import UnreadableError


def find(module: ModuleType, job: Job) -> dg.JobDefinition:
    """Return the job of that name; where there is none, the job of all assets."""
    found = definitions(module)
    jobs = {one.name: one for one in found.resolve_all_job_defs()}
    if job.pipeline in jobs:
        return jobs[job.pipeline]
    if not found.resolve_all_asset_keys():
        named = ", ".join(f"`{name}`" for name in jobs if not name.startswith("__")) or "none"
        raise UnreadableError(f"`{job.file.name}` has no job `{job.pipeline}` (jobs: {named})")
    return found.resolve_implicit_global_asset_job_def()


def definitions(module: ModuleType) -> dg.Definitions:
    """Return what the module declares as its definitions, else what could be gathered for them."""
    return _declared(module) or _gathered(module)


def _declared(module: ModuleType) -> dg.Definitions | None:
    """Return what the module itself declares as its definitions."""
    for value in vars(module).values():
        if isinstance(value, dg.Definitions):
            return value
        if isinstance(value, dg.RepositoryDefinition):
            return dg.Definitions(
                jobs=value.get_all_jobs(),
                assets=value.assets_defs_by_key.values(),
                schedules=value.schedule_defs,
            )
    return None


def _gathered(module: ModuleType) -> dg.Definitions:
    """Return what a user would write into `Definitions` for this module."""
    values = list(vars(module).values())
    assets = dg.load_assets_from_modules([module])
    checks = dg.load_asset_checks_from_modules([module])
    unresolved = "UnresolvedAssetJobDefinition"
    partitioned = "UnresolvedPartitionedAssetScheduleDefinition"
    return dg.Definitions(
        assets=assets,
        asset_checks=checks,
        jobs=[
            value
            for value in values
            if isinstance(value, dg.JobDefinition) or type(value).__name__ == unresolved
        ],
        schedules=[
            value
            for value in values
            if isinstance(value, dg.ScheduleDefinition) or type(value).__name__ == partitioned
        ],
        sensors=[value for value in values if isinstance(value, dg.SensorDefinition)],
        resources=_resources(module, [*assets, *checks]),
    )


def _resources(module: ModuleType, definitions: list[object]) -> dict[str, object]:
    """Return the module's resources by variable name, and stand-ins for those it has not."""
    resources: dict[str, object] = {
        name: value
        for name, value in vars(module).items()
        if isinstance(value, (dg.ConfigurableResource, dg.ResourceDefinition, dg.IOManager))
    }
    needed: set[str] = set()
    for definition in definitions:
        needed |= set(getattr(definition, "required_resource_keys", ()))
    for name in needed - set(resources) - {"io_manager"}:
        resources[name] = dg.ResourceDefinition.mock_resource()
    return resources
