"""From Dagster's events to the journal, under the addresses that the job uses."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import dagster as dg
from dagster._utils.error import SerializableErrorInfo

from polydag.runs.child.hooks import Hooks
from polydag.runs.child.job import Job, Json
from polydag.runs.child.journal import Index, Journal
from polydag.runs.dagster.worker_config import run_config

CHECK = "check"
CAUGHT = ("done", "error")
INSTANCE = re.compile(r"^(?P<step>.+)\[(?P<key>[^]]+)\]$")


@dataclass(frozen=True)
class Alias:
    """An address that stands for a step, or for one output of it (`asset:key/path`)."""

    address: str
    output: str | None = None


class Follower:
    """Writes what the steps of one run do into the journal."""

    def __init__(self, job: Job, journal: Journal, definition: dg.JobDefinition) -> None:
        self.job = job
        self.journal = journal
        self.definition = definition
        self.aliases = _aliases(job, definition)
        self.reason: str | None = None
        self._positions: dict[str, list[str]] = {}
        self._keys: dict[str, list[str]] = {}
        # The keys of every mapping, for a process that runs one step alone and does not see the others begin.
        self.mappings: list[list[str]] = []
        self.hooks = Hooks(job, journal)
        self._verdicts: dict[str, str] = {}
        self._yielded: set[tuple[str, Index]] = set()

    def place(self, step_key: str) -> tuple[str, Index]:
        """Return the step without its mapping key, and the position of that key."""
        match = INSTANCE.match(step_key)
        if match is None:
            return step_key, None
        mappings = [*self._above(match["step"]), *self.mappings]
        known = next((list(keys) for keys in mappings if match["key"] in keys), [])
        keys = self._positions.setdefault(match["step"], known)
        if match["key"] not in keys:
            keys.append(match["key"])
        return match["step"], keys.index(match["key"])

    def _above(self, step: str) -> list[list[str]]:
        """Return the keys that were given by what the step depends on, in the order in which they were."""
        upstream = self._upstream
        return [keys for made, keys in self._keys.items() if step in _descendants(upstream, {made})]

    @cached_property
    def _upstream(self) -> dict[str, set[str]]:
        return _dependencies(self.definition, run_config(self.definition, self.job))

    def addresses(self, step: str) -> list[Alias]:
        """Return the job's addresses of a step, or the step itself."""
        aliases = self.aliases.get(step, [])
        named = any(task.address == step for task in self.job.tasks)
        return [*aliases, Alias(step)] if named or not aliases else aliases

    @contextlib.contextmanager
    def listening(self, instance: dg.DagsterInstance) -> Iterator[None]:
        """Write every event down as soon as Dagster stores it."""
        store = instance.handle_new_event

        def handle(entry: dg.EventLogEntry, **options: object) -> None:
            store(entry, **options)
            self.hear(entry)

        instance.handle_new_event = handle
        yield

    def hear(self, entry: dg.EventLogEntry) -> None:
        """Write down what an entry of Dagster's log says of the run."""
        if entry.dagster_event is not None:
            self._follow(entry.dagster_event)

    def _follow(self, event: dg.DagsterEvent) -> None:
        kind = event.event_type_value
        if kind == "PIPELINE_FAILURE":
            name, message = _error(event.job_failure_data.error) or ("", event.message)
            self.reason = f"{name}: {message}"
        elif kind == "ASSET_CHECK_EVALUATION":
            self._check(event)
        elif event.step_key is not None:
            step, index = self.place(event.step_key)
            for alias in self.addresses(step):
                self._step(kind, event, alias.address, index)

    def _step(self, kind: str, event: dg.DagsterEvent, address: str, index: Index) -> None:
        if kind in ("STEP_START", "STEP_RESTARTED"):
            self.journal.started(address, index)
        elif kind == "STEP_UP_FOR_RETRY":
            data = event.step_retry_data
            self.journal.ended(address, index, "failed", kind, _error(data.error))
            self.journal.waited(address, index, data.seconds_to_wait or 0)
        elif kind == "STEP_FAILURE":
            if not self.journal.running(address, index):
                self.journal.started(address, index)
            error = _error(event.step_failure_data.error)
            self.journal.ended(address, index, "failed", kind, error)
            if (outcome := _stated(event)) is not None:
                self.journal.told(address, index, outcome, kind)
        elif kind == "STEP_OUTPUT":
            key = event.step_output_data.step_output_handle.mapping_key
            if key is not None and event.step_key is not None:
                keys = self._keys.setdefault(event.step_key, [])
                keys += [key] if key not in keys else []
            self._yielded.add((address, index))
        elif kind == "STEP_SUCCESS":
            self.journal.ended(address, index, self._success(address, index), kind)
        elif kind == "STEP_SKIPPED":
            self.journal.settled(address, index, "skipped", kind)

    def _success(self, address: str, index: Index) -> str:
        """Tell a step that gave something from one whose body skipped by giving nothing."""
        skips = any(task.skips for task in self.job.tasks if task.address == address)
        return "skipped" if skips and (address, index) not in self._yielded else "success"

    def _check(self, event: dg.DagsterEvent) -> None:
        """Remember a check that did not pass: its step succeeds all the same, unless it is a blocking one."""
        data = event.asset_check_evaluation_data
        if not data.passed:
            address = f"{CHECK}:{data.asset_key.to_user_string()}:{data.check_name}"
            self._verdicts[address] = f"not passed ({data.severity.value})"

    def collect(self, result: dg.ExecuteInProcessResult) -> None:
        """Add the values of outputs, and the states of what had no event."""
        values: dict[tuple[str, str], list[object]] = {}
        dynamic: set[tuple[str, str]] = set()
        outcomes: dict[str, str] = {}
        for handle, value in result._output_capture.items():
            place = (handle.step_key, handle.output_name)
            if is_outcome(value):
                outcomes[handle.step_key] = value.state
                value = value.value
            if handle.output_name == CAUGHT[1] and self._catches(handle.step_key):
                outcomes[handle.step_key] = "failed"
                continue
            values.setdefault(place, []).append(value)
            if handle.mapping_key is not None:
                dynamic.add(place)
        for place, items in values.items():
            self._output(*place, items if place in dynamic else items[-1])
        self._spread()
        self._tell(outcomes)
        for address, verdict in self._verdicts.items():
            if "success" in self.journal.states(address):
                self.journal.settled(address, None, "success", verdict)
        self.hooks.end()

    def _catches(self, step_key: str) -> bool:
        """Tell whether an op gives the failure of its function as an output, as polydag writes a `try`."""
        addresses = {alias.address for alias in self.addresses(self.place(step_key)[0])}
        return any(t.address in addresses and t.outputs == CAUGHT for t in self.job.tasks)

    def _tell(self, outcomes: dict[str, str]) -> None:
        """Ops that report how they ended in place of failing: their steps succeed whatever happened."""
        for step_key, state in outcomes.items():
            step, index = self.place(step_key)
            for alias in (
                self.addresses(step) if state in ("failed", "skipped", "upstream_failed") else ()
            ):
                self.journal.told(alias.address, index, state, "STEP_SUCCESS")

    def _output(self, step_key: str, name: str, value: object) -> None:
        step, index = self.place(step_key)
        for alias in self.addresses(step):
            if alias.output in (None, name):
                shown = name if alias.output is None else "result"
                self.journal.yielded(alias.address, index, {shown: value})

    def _spread(self) -> None:
        """Tell steps below a failed one from those that were really skipped or never asked for."""
        failed = {
            step
            for step in self._upstream
            if any("failed" in self.journal.states(a.address) for a in self.addresses(step))
        }
        below = _descendants(self._upstream, failed)
        for step in below - failed:
            for alias in self.addresses(step):
                states = self.journal.states(alias.address)
                if states <= {"skipped"}:
                    raw = "STEP_SKIPPED" if states else None
                    self.journal.settled(alias.address, None, "upstream_failed", raw)


def is_outcome(value: object) -> bool:
    """Tell whether a value is the outcome of an op that reports how it ended."""
    return isinstance(value, tuple) and getattr(value, "_fields", ()) == ("state", "value")


def _stated(event: dg.DagsterEvent) -> str | None:
    """Return the state that an op states for itself when it fails the run without having run."""
    data = event.step_failure_data.user_failure_data
    stated = data.metadata.get("outcome") if data is not None else None
    return None if stated is None else str(stated.value)


def _error(error: SerializableErrorInfo | None) -> tuple[str, str] | None:
    """Return class and message of the author's exception, which Dagster wraps in its own."""
    while error is not None and error.cause is not None:
        error = error.cause
    if error is None:
        return None
    if error.cls_name == "ChildProcessCrashException":
        return "Crashed", "the process of the step died"
    name, message = str(error.cls_name), str(error.message).strip()
    return name, re.sub(rf"^([\w.]+\.)?{re.escape(name)}: ?", "", message)


def _aliases(job: Job, definition: dg.JobDefinition) -> dict[str, list[Alias]]:
    """Return, per step, the job's addresses that do not simply name the step."""
    aliases: dict[str, list[Alias]] = {}
    for task in job.tasks:
        key = _key(task.address)
        if key is not None:
            output = definition.asset_layer.get_op_output_handle(key)
            alias = Alias(task.address, output.output_name)
            aliases.setdefault(str(output.node_handle), []).append(alias)
    return aliases


def _key(address: str) -> dg.AssetKey | dg.AssetCheckKey | None:
    """Return what `asset:key/path` or `check:key/path:name` names; None for another address."""
    kind, separator, name = address.partition(":")
    if not separator:
        return None  # a step may be called `check`
    if kind == "asset":
        return dg.AssetKey.from_user_string(name)
    if kind == CHECK:
        asset, _, check = name.rpartition(":")
        return dg.AssetCheckKey(dg.AssetKey.from_user_string(asset), check)
    return None


def _dependencies(definition: dg.JobDefinition, config: Json) -> dict[str, set[str]]:
    """Return the steps that each step needs, mapping keys taken off."""
    from dagster._core.execution.api import create_execution_plan

    found: dict[str, set[str]] = {}
    for key, needed in (
        create_execution_plan(definition, run_config=config).get_all_step_deps().items()
    ):
        step = key.removesuffix("[?]")
        found.setdefault(step, set()).update(one.removesuffix("[?]") for one in needed)
    return found


def _descendants(upstream: dict[str, set[str]], of: set[str]) -> set[str]:
    below = set(of)
    while more := {s for s, needed in upstream.items() if s not in below and needed & below}:
        below |= more
    return below - of
