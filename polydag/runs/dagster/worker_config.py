"""Run config for a job: its parameters where a config has a field of that name."""

from __future__ import annotations

import dagster as dg

from polydag.runs.child.job import Job, Json
from polydag.runs.child.stubs import derive
from polydag.runs.dagster.worker_ops import ops

KINDS = {"String": "str", "StringSource": "str", "Int": "int", "IntSource": "int"}
KINDS |= {"Bool": "bool", "BoolSource": "bool", "Float": "float"}


def run_config(definition: dg.JobDefinition, job: Job) -> Json:
    """Return the config that the job's parameters make; in stub mode, required fields as well."""
    config: dict[str, Json] = {}
    for name, resource in definition.resource_defs.items():
        if fields := _fields(resource.config_schema, job):
            config.setdefault("resources", {})[name] = {"config": fields}
    for handle, op in ops(definition):
        if fields := _fields(op.config_schema, job):
            nested: Json = {"config": fields}
            for part in reversed(handle.path[1:]):
                nested = {"ops": {part: nested}}
            _merge(config.setdefault("ops", {}), {handle.path[0]: nested})
    return dict(config)


def filled(definition: dg.JobDefinition, job: Job, given: Json) -> Json:
    """Return the config that a run is given, with what it needs beside that."""
    config = run_config(definition, job)
    _merge(config, given)
    return config


def _merge(into: Json, more: Json) -> None:
    """Merge nested mappings in place."""
    for name, value in more.items():
        known = into.get(name)
        if isinstance(known, dict) and isinstance(value, dict):
            _merge(known, value)
        else:
            into[name] = value


def _fields(schema: object, job: Job) -> Json:
    """Return the config of one op or resource, if anything has to be said in it."""
    field = schema.as_field() if schema is not None and hasattr(schema, "as_field") else None
    known = getattr(getattr(field, "config_type", None), "fields", None) or {}
    bound = field.default_value if field is not None and field.default_provided else {}
    values: Json = {}
    for name, one in known.items():
        if name in job.params:
            values[name] = job.params[name]
        elif job.stubs and one.is_required and name not in bound:
            kind = KINDS.get(getattr(one.config_type, "given_name", None) or "", "str")
            values[name] = derive("config", name, {}, kind)
    return {**bound, **values} if values else {}
