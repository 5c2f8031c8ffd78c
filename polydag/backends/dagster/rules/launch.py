"""Launch → an op that runs another job of the code location, or one that announces a run which a sensor starts."""

from __future__ import annotations

from polydag.backends.contract import Support
from polydag.backends.dagster.codes import AttributeDropped
from polydag.backends.dagster.design import Design
from polydag.backends.dagster.launching import run_config, sensor_for
from polydag.backends.dagster.made import RULES, Made, Output
from polydag.backends.dagster.rules.codes import (
    LaunchBySensor,
    LaunchDetailLost,
    LaunchInProcess,
    LaunchNotWritten,
)
from polydag.backends.dagster.schedules import dates
from polydag.backends.dagster.workpiece import Workpiece
from polydag.backends.launches import CALLED, poll_of, source_only
from polydag.ir.operations import Launch
from polydag.rendering.strings import string

_OUTPUTS = (Output("result", nothing=True),)


@RULES.lowers(Launch, Support.EMULATED)
def launch(operation: Launch, piece: Workpiece) -> Made:
    """Launch → a run in the process of the op where it is waited for, else a run that a sensor starts."""
    target = piece.design.launchable.get(operation.target or "")
    if target is None or piece.task.mapping is not None:
        return _unwritten(operation, piece)
    lost = [name for name in ("run_id", "date") if getattr(operation, name) is not None]
    for name in (*lost, *source_only(piece.task)):
        reason = "Dagster names and dates its runs, and starts them, by itself"
        piece.sheet.tell(LaunchDetailLost(attribute=name, reason=reason, **piece.place))
    piece.needs.add("context")
    body = _waited(operation, target, piece) if operation.wait else _told(operation, target, piece)
    doc = f"Run {target.name}." if operation.wait else f"Announce a run of {target.name}."
    return Made(body=body, returns="None", doc=piece.task.doc or doc, outputs=_OUTPUTS)


def _waited(operation: Launch, target: Design, piece: Workpiece) -> tuple[str, ...]:
    piece.sheet.tell(LaunchInProcess(job=target.name, **piece.place))
    if (polled := poll_of(operation)) is not None:
        piece.sheet.tell(
            AttributeDropped(attribute=polled, owner=piece.id, reason=CALLED, **piece.place)
        )
    config = run_config(operation.conf, target, piece)
    arguments = ["instance=context.instance", "raise_on_error=False"]
    arguments += [f"run_config={config}"] if config else []
    if dates(target) is not None:
        arguments.append("partition_key=launched.partitions_def.get_last_partition_key()")
    rows = [f"launched = defs.resolve_job_def({string(target.name)})"]
    call = f"launched.execute_in_process({', '.join(arguments)})"
    if operation.tolerant:
        return (*rows, call)
    failed = f"raise RuntimeError({string(f'{target.name} failed')})"
    return (*rows, f"result = {call}", "if not result.success:", f"    {failed}")


def _told(operation: Launch, target: Design, piece: Workpiece) -> tuple[str, ...]:
    sensor = sensor_for(target, piece.sheet)
    piece.sheet.tell(LaunchBySensor(job=target.name, sensor=sensor, **piece.place))
    config = run_config(operation.conf, target, piece) or "{}"
    made = piece.sheet.dagster("AssetMaterialization")
    return (
        "context.log_event(",
        f'    {made}(["launches", {string(target.name)}], metadata={{"run_config": {config}}})',
        ")",
    )


def _reason(piece: Workpiece) -> str:
    if piece.task.mapping is not None:
        return "for each element of a collection, which is not written"
    return "which is no job of this file"


def _unwritten(operation: Launch, piece: Workpiece) -> Made:
    """A pipeline that is not in this file, so that it depends on where it is deployed; or a run for each of many elements."""
    job = operation.target or "a pipeline"
    told = LaunchNotWritten(job=job, reason=_reason(piece), **piece.place)
    piece.sheet.tell(told)
    given = f" with {piece.expression(operation.conf)}" if operation.conf is not None else ""
    message = string(f"{told.code}: start {told.job}{given}")
    if piece.sheet.options.unsupported == "warn":
        piece.needs.add("context")
        return Made(body=(f"context.log.warning({message})",), outputs=_OUTPUTS)
    return Made(body=(f"raise NotImplementedError({message})",), outputs=_OUTPUTS)
