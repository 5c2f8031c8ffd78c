"""Tasks without a function: shell commands, notifications, dbt, anchors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, Unpack

from polydag.dsl.building import current
from polydag.dsl.nodes import Node
from polydag.dsl.options import Options, settled
from polydag.dsl.values import scalar, to_value
from polydag.ir.operations import Dbt, Empty, Notify, Operation, Shell
from polydag.ir.tasks import Task


def shell(
    id: str,
    command: object,
    *,
    env: Mapping[str, object] | None = None,
    append_env: bool = False,
    cwd: object = None,
    skip_on: int | None = 99,
    **options: Unpack[Options],
) -> Node:
    """Run a command with bash; its output is the last line that it prints. `env` alone replaces the environment."""
    operation = Shell(
        command=to_value(command),
        env=None if env is None else {name: to_value(value) for name, value in env.items()},
        append_env=append_env,
        cwd=None if cwd is None else to_value(cwd),
        skip_on=skip_on,
    )
    return _added(id, operation, options)


def notify(
    id: str,
    message: object,
    *,
    channel: Literal["slack", "email"],
    connection: str | None = None,
    subject: object = None,
    recipients: Sequence[str] = (),
    **options: Unpack[Options],
) -> Node:
    """Send a message; `connection` names where the channel's credentials live."""
    given = {
        "channel": channel,
        "message": to_value(message),
        "connection": scalar(connection),
        "subject": None if subject is None else to_value(subject),
        "recipients": [scalar(one) for one in recipients],
    }
    return _added(id, Notify.model_validate(given), options)


def dbt(
    id: str,
    *command: str,
    project: object = None,
    profiles: object = None,
    select: object = None,
    **options: Unpack[Options],
) -> Node:
    """Run a dbt command on a project: `dbt("staging", "build", project="dbt", select="staging")`."""
    values = {"project": project, "profiles": profiles, "select": select}
    given = {name: to_value(value) for name, value in values.items() if value is not None}
    return _added(id, Dbt(command=tuple(map(to_value, command)), **given), options)


def empty(id: str, **options: Unpack[Options]) -> Node:
    """Do nothing: an anchor for dependencies."""
    return _added(id, Empty(), options)


def _added(id: str, operation: Operation, options: Options) -> Node:
    pipeline = current().pipeline
    return pipeline.add(settled(Task(id=id, operation=operation), options), ("result",))
