"""Launch → an op that runs another job of the module, announces a run which a sensor starts, or asks the webserver for one."""

from __future__ import annotations

from polydag.backends.contract import Support
from polydag.backends.dagster.codes import AttributeDropped
from polydag.backends.dagster.design import Design
from polydag.backends.dagster.launching import run_config, sensor_for
from polydag.backends.dagster.made import RULES, Made
from polydag.backends.dagster.rules.codes import (
    LaunchBySensor,
    LaunchDetailLost,
    LaunchInProcess,
    LaunchNotWritten,
)
from polydag.backends.dagster.rules.elsewhere import OUTPUTS, elsewhere
from polydag.backends.dagster.schedules import dates
from polydag.backends.dagster.workpiece import Workpiece
from polydag.backends.launches import (
    CALLED,
    bad_ends,
    ends_lost,
    known_lost,
    poll_of,
    source_only,
    without_effect,
)
from polydag.ir.operations import Launch
from polydag.rendering.strings import string


@RULES.lowers(Launch, Support.EMULATED)
def launch(operation: Launch, piece: Workpiece) -> Made:
    """Launch → a run in the process of the op where it is waited for, else one that a sensor or the webserver starts."""
    if piece.task.mapping is not None:
        return _unwritten(operation, piece)
    target = piece.design.launchable.get(operation.target or "")
    _tell(operation, piece, looks=target is None)
    if target is None:
        return elsewhere(operation, piece)
    for name in ("run_id", "date"):
        if getattr(operation, name) is not None:
            reason = "Dagster names and dates its runs by itself, so that none is there already"
            piece.sheet.tell(LaunchDetailLost(attribute=name, reason=reason, **piece.place))
    piece.needs.add("context")
    body = _waited(operation, target, piece) if operation.wait else _told(operation, target, piece)
    doc = f"Run {target.name}." if operation.wait else f"Announce a run of {target.name}."
    return Made(body=body, returns="None", doc=piece.task.doc or doc, outputs=OUTPUTS)


def _tell(operation: Launch, piece: Workpiece, *, looks: bool) -> None:
    """Tell what Dagster cannot say, wherever the job is."""
    reason = "Dagster starts the run whatever it says"
    lost = [(name, reason) for name in source_only(piece.task)]
    lost += ends_lost(operation, looks=looks) if operation.wait else ()
    lost += known_lost(operation) if looks else ()
    for attribute, why in lost:
        piece.sheet.tell(LaunchDetailLost(attribute=attribute, reason=why, **piece.place))
    for attribute, why in without_effect(operation):
        told = AttributeDropped(attribute=attribute, owner=piece.id, reason=why, **piece.place)
        piece.sheet.tell(told)


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
    match bad_ends(operation):
        case []:
            return (*rows, call)
        case [end]:
            test, word = ("not ", "failed") if end == "failed" else ("", "succeeded")
            failed = f"raise RuntimeError({string(f'{target.name} {word}')})"
            return (*rows, f"result = {call}", f"if {test}result.success:", f"    {failed}")
        case _:
            return (*rows, call, f"raise RuntimeError({string(f'{target.name} has ended')})")


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


def _unwritten(operation: Launch, piece: Workpiece) -> Made:
    """A run for each of many elements."""
    told = LaunchNotWritten(job=operation.target or "a pipeline", **piece.place)
    piece.sheet.tell(told)
    given = f" with {piece.expression(operation.conf)}" if operation.conf is not None else ""
    message = string(f"{told.code}: start {told.job}{given}")
    if piece.sheet.options.unsupported == "warn":
        piece.needs.add("context")
        return Made(body=(f"context.log.warning({message})",), outputs=OUTPUTS)
    return Made(body=(f"raise NotImplementedError({message})",), outputs=OUTPUTS)
