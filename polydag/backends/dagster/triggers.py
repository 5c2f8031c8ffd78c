"""Sensors in place of schedules: runs that assets start, and runs that follow one another."""

from __future__ import annotations

from polydag.backends.dagster.design import Design
from polydag.backends.dagster.names import dagster_name
from polydag.backends.dagster.schedules import dates
from polydag.backends.dagster.sheet import Sheet
from polydag.ir.policies import AssetCondition, Schedule
from polydag.rendering.strings import string

_CONTEXT = "MultiAssetSensorEvaluationContext"


def trigger(schedule: Schedule, design: Design, sheet: Sheet) -> tuple[str, str]:
    """The sensor that starts the job, and its name."""
    write = _on_assets if schedule.kind == "assets" else _in_turn
    name = sheet.names.take(f"{design.name}_sensor", f"{design.symbol}_sensor")
    return write(schedule, design, sheet, name), name


def keys_of(condition: AssetCondition, sheet: Sheet) -> dict[str, str]:
    """The key of each asset, as code."""
    return {id: key_of(id, sheet) for id in condition.named}


def key_of(id: str, sheet: Sheet) -> str:
    """The key of an asset, as code."""
    known = sheet.module.assets.get(id)
    *before, last = known.key if known is not None else (id,)
    # What makes it is named so too.
    key = [*before, dagster_name(last)]
    spelt = string(key[0]) if len(key) == 1 else sheet.value(key)
    return f"{sheet.dagster('AssetKey')}({spelt})"


def _on_assets(schedule: Schedule, design: Design, sheet: Sheet, name: str) -> str:
    whole = schedule.of_assets
    keys = keys_of(whole, sheet)
    running = _running(schedule, sheet)
    if len(keys) == 1:
        arguments = [f"asset_key={next(iter(keys.values()))}", f"job={design.symbol}", *running]
        return "\n".join(
            [
                f"@{sheet.dagster('asset_sensor')}({', '.join(arguments)})",
                f"def {name}():",
                '    """Start a run when the asset has been made."""',
                f"    return {_request(design, sheet)}",
            ]
        )
    arguments = [
        f"monitored_assets=[{', '.join(keys.values())}]",
        f"job={design.symbol}",
        *running,
    ]
    condition, words = _condition(whole, keys)
    return "\n".join(
        [
            f"@{sheet.dagster('multi_asset_sensor')}({', '.join(arguments)})",
            f"def {name}(context: {sheet.dagster(_CONTEXT)}):",
            f'    """Start a run when {words} been made since the last one."""',
            "    made = context.latest_materialization_records_by_key()",
            f"    if {condition}:",
            "        context.advance_all_cursors()",
            f"        return {_request(design, sheet)}",
            f'    return {sheet.dagster("SkipReason")}("what it waits for has not been made")',
        ]
    )


def _condition(whole: AssetCondition, keys: dict[str, str]) -> tuple[str, str]:
    if not whole.nested:
        words = "all of the assets have" if whole.condition == "all" else "one of the assets has"
        return f"{whole.condition}(made.values())", words
    return _nested(whole, keys), "what it waits for has"


def _nested(condition: AssetCondition, keys: dict[str, str]) -> str:
    parts = [f"made[{keys[id]}]" for id in condition.assets]
    parts += [f"({_nested(one, keys)})" for one in condition.nested]
    return (" and " if condition.condition == "all" else " or ").join(parts)


def _in_turn(schedule: Schedule, design: Design, sheet: Sheet, name: str) -> str:
    states = sheet.dagster("DagsterRunStatus")
    listed = ", ".join(f"{states}.{state}" for state in ("QUEUED", "STARTING", "STARTED"))
    arguments = [f"job={design.symbol}", *_running(schedule, sheet)]
    return "\n".join(
        [
            f"@{sheet.dagster('sensor')}({', '.join(arguments)})",
            f"def {name}(context: {sheet.dagster('SensorEvaluationContext')}):",
            '    """Start a run whenever none is going on."""',
            f"    going_on = {sheet.dagster('RunsFilter')}"
            f"(job_name={string(design.name)}, statuses=[{listed}])",
            "    if context.instance.get_run_records(going_on, limit=1):",
            f'        return {sheet.dagster("SkipReason")}("a run is going on")',
            f"    return {_request(design, sheet)}",
        ]
    )


def _request(design: Design, sheet: Sheet) -> str:
    """A run of a job with partitions is about the last one."""
    if dates(design) is None:
        return f"{sheet.dagster('RunRequest')}()"
    last = f"{design.symbol}.partitions_def.get_last_partition_key()"
    return f"{sheet.dagster('RunRequest')}(partition_key={last})"


def _running(schedule: Schedule, sheet: Sheet) -> list[str]:
    if schedule.paused is not False:
        return []
    return [f"default_status={sheet.dagster('DefaultSensorStatus')}.RUNNING"]
