"""Runs that ops start: the config that they are given, and the sensors that start those which nobody waits for."""

from __future__ import annotations

from polydag.backends.dagster.design import Design
from polydag.backends.dagster.rules.codes import LaunchDetailLost
from polydag.backends.dagster.schedules import dates
from polydag.backends.dagster.sheet import Sheet
from polydag.backends.dagster.workpiece import Workpiece
from polydag.ir.values import Entries, Value
from polydag.rendering.strings import string

_SENSOR = '''@{sensor}(job_name={job}, default_status={running})
def {name}(context):
    """Start a run of {label} for each that an op has announced."""
    after = int(context.cursor) if context.cursor else None
    found = context.instance.fetch_materializations(
        {filter}(asset_key={key}(["launches", {job}]), after_storage_id=after),
        limit=100,
        ascending=True,
    )
    for launch in found.records:
        config = launch.asset_materialization.metadata["run_config"].value
        context.update_cursor(str(launch.storage_id))
        yield {request}(run_key=str(launch.storage_id), run_config=config{partition})
'''


def run_config(conf: Value | None, target: Design, piece: Workpiece) -> str:
    """The config of a run that is given `conf`, as code; nothing where it is given nothing that it reads."""
    if conf is None:
        return ""
    if not isinstance(conf, Entries):
        return _whole(conf, target, piece)
    parts: dict[str, dict[str, str]] = {}
    for name, value in conf.entries.items():
        owners = _owners(name, target)
        if not owners:
            reason = f"no op of `{target.name}` reads it"
            attribute = f"conf[{name}]"
            piece.sheet.tell(LaunchDetailLost(attribute=attribute, reason=reason, **piece.place))
        for owner in owners:
            parts.setdefault(owner, {})[name] = piece.expression(value)
    made = {
        owner: "{" + ", ".join(f"{string(k)}: {v}" for k, v in values.items()) + "}"
        for owner, values in parts.items()
    }
    return _nested(made, target)


def _whole(conf: Value, target: Design, piece: Workpiece) -> str:
    """A mapping that only the run knows, for what reads parameters there."""
    owners = dict.fromkeys(o for p in target.readers for o in _owners(p, target))
    if len(owners) != 1:
        reason = "which op reads what of it is only known in a run"
        piece.sheet.tell(LaunchDetailLost(attribute="conf", reason=reason, **piece.place))
        return ""
    return _nested(dict.fromkeys(owners, piece.expression(conf)), target)


def _owners(parameter: str, target: Design) -> list[str]:
    """What of the job is configured with a parameter: the resource of all, or the ops that read it."""
    readers = target.readers.get(parameter, ())
    if target.shared_parameters and readers:
        return [target.params_key]
    return [op_name(id, target) for id in readers]


def op_name(id: str, target: Design) -> str:
    """The name of a task's op; that of an asset is its whole key."""
    task = target.facts.tasks[id]
    if not target.assets:
        return target.keys[id]
    asset = target.facts.asset_of(task)
    path = asset.key if asset is not None else [target.prefix, target.keys[id]]
    return "__".join(part for part in path if part)


def _nested(parts: dict[str, str], target: Design) -> str:
    if not parts:
        return ""
    kind = "resources" if target.shared_parameters else "ops"
    inner = ", ".join(f'{string(owner)}: {{"config": {text}}}' for owner, text in parts.items())
    return f'{{"{kind}": {{{inner}}}}}'


def sensor_for(target: Design, sheet: Sheet) -> str:
    """The name of the sensor that starts the announced runs of a job; it is written once."""
    name = f"{target.name}_launches"
    for known in sheet.sensors:
        if known == name:
            return name
    last = f"defs.resolve_job_def({string(target.name)}).partitions_def.get_last_partition_key()"
    partition = f", partition_key={last}" if dates(target) is not None else ""
    sheet.sensors[name] = _SENSOR.format(
        sensor=sheet.dagster("sensor"),
        running=f"{sheet.dagster('DefaultSensorStatus')}.RUNNING",
        filter=sheet.dagster("AssetRecordsFilter"),
        key=sheet.dagster("AssetKey"),
        request=sheet.dagster("RunRequest"),
        job=string(target.name),
        label=target.name,
        name=name,
        partition=partition,
    )
    return name
