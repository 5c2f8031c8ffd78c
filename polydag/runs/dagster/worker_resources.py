"""Resources of a run whose bodies are replaced: nothing of theirs may reach the world."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg

LIFECYCLE = ("setup_for_execution", "teardown_after_execution")


def stand_ins(definition: dg.JobDefinition) -> dict[str, object]:
    """Return what takes the place of the author's resources.

    IO managers become files, functions become mocks; an object keeps its fields, which synthesised
    code may read, and loses what its class does at the start and end of a run.
    """
    replaced: dict[str, object] = {}
    for name, resource in definition.resource_defs.items():
        if isinstance(resource, dg.IOManagerDefinition):
            replaced[name] = dg.fs_io_manager
        elif (kind := getattr(resource, "configurable_resource_cls", None)) is not None:
            _calm(kind)
        elif not resource.resource_fn.__module__.startswith("dagster."):
            replaced[name] = dg.ResourceDefinition.mock_resource()
    return replaced


def _calm(kind: type) -> None:
    """Take what happens around a run from a resource class of the author's."""
    for name in LIFECYCLE:
        if name in vars(kind):
            setattr(kind, name, lambda self, context: None)
    if "yield_for_execution" in vars(kind):
        kind.yield_for_execution = contextmanager(_yield_itself)  # type: ignore[attr-defined]  # set on any class
    if "create_resource" in vars(kind):
        kind.create_resource = lambda self, context: self  # type: ignore[attr-defined]  # set on any class


def _yield_itself(resource: object, context: object) -> Iterator[object]:
    yield resource
