"""From a journal to the run record, under the ids that the job gave."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from polydag.runs.child.job import Job, Json, Task, unasked
from polydag.runs.child.journal import Attempt, Entry, Heading, Journal, Place

BLOCKING = {"failed", "upstream_failed"}


def tasks(job: Job, journal: Journal) -> tuple[list[Json], list[str]]:
    """Return the task records in the job's order, and the addresses that no task stands at."""
    found = [(task, _entries(task, journal)) for task in job.tasks]
    owners = {(e.address, e.index): task.id for task, entries in found for e in entries}
    records: list[Json] = []
    for task, entries in found:
        many = task.mapped or len(entries) > 1
        for position, entry in enumerate(entries):
            records.append(_record(task, entry, position if many else None, owners))
        if not entries:
            records.append(_absent(task, None))
    records = _instances(job, records)
    _spread(job, records)
    if journal.run_state == "success":
        _expand_nothing(job, records)
        for record in (record for record in records if record["state"] == "not_run"):
            record["state"] = journal.silence
    ran = [(place, entry) for place, entry in journal.entries.items() if entry.attempts]
    extra = [entry.address for place, entry in ran if place not in owners]
    return records, list(dict.fromkeys(extra))


def outcome(job: Job, journal: Journal) -> Json | None:
    """Return how the run ended; None where it did not."""
    if journal.run_state is None:
        return None
    heading = journal.heading or Heading(job.pipeline, job.logical_date, job.params)
    return {
        "state": journal.run_state,
        "raw_state": journal.raw_run_state,
        "logical_date": heading.logical_date,
        "params": heading.params,
    }


def others(job: Job, journal: Journal) -> list[Json]:
    """Return the runs that the run caused, by date; tasks that nobody asked about go by their addresses."""
    found = [(o.heading, o) for o in journal.others.values() if o.heading is not None]
    found.sort(key=lambda pair: (pair[0].logical_date or "", pair[0].pipeline))
    return [_other(job, heading, other) for heading, other in found]


def _other(job: Job, heading: Heading, journal: Journal) -> Json:
    known = job.other(heading.pipeline)
    if known is not None:
        job = known
    elif heading.pipeline != job.pipeline:
        addresses = dict.fromkeys(entry.address for entry in journal.entries.values())
        asked = tuple(unasked(address, address) for address in addresses)
        job = replace(job, id="", pipeline=heading.pipeline, tasks=asked)
    records, _ = tasks(job, journal)
    return {
        "pipeline": job.id or job.pipeline,
        "params": heading.params,
        "run": outcome(job, journal),
        "tasks": records,
    }


def _entries(task: Task, journal: Journal) -> list[Entry]:
    """Return what was recorded at the task's address; an instance of a mapped task by index."""
    found = [entry for entry in journal.entries.values() if entry.address == task.address]
    if task.instance is not None:
        return found[task.instance : task.instance + 1]
    if all(isinstance(entry.index, int) for entry in found):
        found.sort(key=lambda entry: entry.index if isinstance(entry.index, int) else 0)
    return found


def _record(task: Task, entry: Entry, position: int | None, owners: dict[Place, str]) -> Json:
    attempts = [_attempt(attempt) for attempt in entry.attempts]
    before = {owners.get(place, place[0]) for place in entry.ended_before}
    unexpanded = position is not None and task.mapped and entry.index is None
    index = entry.index if position is not None and isinstance(entry.index, int) else position
    return {
        "id": task.id,
        "map_index": None if unexpanded else index,
        "state": entry.state or ("failed" if attempts else "not_run"),
        "raw_state": entry.raw_state,
        "attempts": attempts,
        "inputs": entry.inputs,
        "outputs": _named(task, entry.outputs),
        "after": sorted(before - {task.id}),
        "address": entry.address,
    }


def _named(task: Task, outputs: Json) -> Json:
    """Return outputs under their names, also where the engine knows a tuple or dict as one value.

    What a choice returned is no output: some engines keep the label, others the branches taken.
    """
    if task.choice is not None:
        return {}
    if task.returns not in ("tuple", "dict") or "result" in task.outputs:
        return outputs
    rest = dict(outputs)
    whole = rest.pop("result", None)
    if isinstance(whole, dict):
        rest.update({name: whole[name] for name in task.outputs if name in whole})
    elif isinstance(whole, list) and len(whole) == len(task.outputs):
        rest.update(zip(task.outputs, whole, strict=False))
    elif whole is not None:
        return outputs
    return rest


def _attempt(attempt: Attempt) -> Json:
    """Return one attempt; what still ran when its process died has crashed."""
    if attempt.state is None:
        return {"state": "failed", "error": "Crashed", "message": None, "retry_wait": None}
    return {
        "state": attempt.state,
        "error": attempt.error,
        "message": attempt.message,
        "retry_wait": attempt.retry_wait,
    }


def _absent(task: Task, index: int | None) -> Json:
    return {
        "id": task.id,
        "map_index": index,
        "state": "not_run",
        "raw_state": None,
        "attempts": [],
        "inputs": {},
        "outputs": {},
        "after": [],
        "address": task.address,
    }


def _instances(job: Job, records: list[Json]) -> list[Json]:
    """In a mapped group all tasks have the same instances: those of which an engine says nothing are told as well."""
    found: list[Json] = []
    for task in job.tasks:
        own = [record for record in records if record["id"] == task.id]
        near = {*task.beside}
        indexes = {r["map_index"] for r in records if r["id"] in near} - {None}
        known = {record["map_index"]: record for record in own}
        if not task.beside or not indexes or indexes <= known.keys():
            found += own
            continue
        whole = known.get(None, {})
        ended = {name: whole[name] for name in ("state", "raw_state") if name in whole}
        for index in range(max(cast("set[int]", indexes)) + 1):
            found.append(known.get(index) or _absent(task, index) | ended)
    return found


def _spread(job: Job, records: list[Json]) -> None:
    """Tell the tasks that never began because of a failure above them from those not asked for."""
    upstream = {task.id: task.upstream for task in job.tasks}
    beside = {task.id: task.beside for task in job.tasks}
    blocked = {_place(record) for record in records if record["state"] in BLOCKING}
    pending = [record for record in records if record["state"] == "not_run"]

    def is_blocked(record: Json) -> bool:
        id = str(record["id"])
        near = {u for u in upstream[id] if u in beside[id] and record["map_index"] is not None}
        own = any((u, record["map_index"]) in blocked for u in near)
        return own or any(u in upstream[id] and u not in near for u, _ in blocked)

    while found := [record for record in pending if is_blocked(record)]:
        for record in found:
            record["state"] = "upstream_failed"
            blocked.add(_place(record))
        pending = [record for record in pending if record["state"] == "not_run"]


def _place(record: Json) -> tuple[str, object]:
    return str(record["id"]), record["map_index"]


def _expand_nothing(job: Job, records: list[Json]) -> None:
    """A mapping over nothing has no instance, which Airflow calls skipped and others do not name."""
    mapped = {task.id for task in job.tasks if task.mapped}
    for record in records:
        if record["state"] == "not_run" and record["id"] in mapped:
            record.update(state="skipped", raw_state="no instances")
