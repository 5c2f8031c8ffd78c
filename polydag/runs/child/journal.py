"""What happened in a run, event by event: it survives the process that it happened in."""

from __future__ import annotations

import copy
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

from polydag.runs.child.stubs import plain

Event = list[object]
Index = int | str | None
Place = tuple[str, Index]
# How the raw state of a run begins that the engine did not start.
REFUSED = "refused"


@dataclass
class Attempt:
    """One execution of a body; `state` is None while it runs."""

    state: str | None = None
    error: str | None = None
    message: str | None = None
    retry_wait: float | None = None


@dataclass
class Entry:
    """All that is known of one address, or of one instance of a mapped one."""

    address: str
    index: Index
    state: str | None = None
    raw_state: str | None = None
    attempts: list[Attempt] = field(default_factory=list)
    inputs: dict[str, object] = field(default_factory=dict)
    outputs: dict[str, object] = field(default_factory=dict)
    ended_before: list[Place] = field(default_factory=list)
    stubbed: bool = False


@dataclass(frozen=True)
class Heading:
    """Which run it is: its pipeline, its logical date, and what it was given."""

    pipeline: str
    logical_date: str | None
    params: dict[str, object]


class Journal:
    """Keeps entries in order of appearance and hands every event on to `send`, if there is one.

    Threads of an engine may write at the same time. `others` are the journals of further runs that
    the run caused, by a name for each.
    """

    def __init__(self, send: Callable[[str], None] | None = None) -> None:
        self.entries: dict[Place, Entry] = {}
        self.others: dict[str, Journal] = {}
        self.heading: Heading | None = None
        self.run_state: str | None = None
        self.raw_run_state: str | None = None
        # What became of a task that the engine says nothing of, in a run that ended well.
        self.silence = "not_run"
        self.error: str | None = None
        self.trace: str | None = None
        self._run: str | None = None
        self._ended: list[Place] = []
        self._send = send
        self._lock = threading.RLock()

    def about(self, run: str) -> Journal:
        """The same journal for what is written about another run, where several go on in one process."""
        view = copy.copy(self)
        view._run = run
        return view

    def turn_to(self, run: str | None) -> None:
        """What this process writes from now on is about another run; None is the run itself."""
        self._run = run

    def headed(self, heading: Heading) -> None:
        """Which run this is about."""
        self._note(
            "headed", "", None, heading.pipeline, heading.logical_date, plain(heading.params)
        )

    def launched(self, pipeline: str, params: dict[str, object]) -> None:
        """A run of another pipeline was asked for, which nobody makes here."""
        self._note("launched", "", None, pipeline, plain(params))

    def started(self, address: str, index: Index = None) -> None:
        """An attempt begins, or one that paused goes on."""
        self._note("started", address, index)

    def ended(
        self,
        address: str,
        index: Index,
        state: str,
        raw_state: str | None = None,
        error: BaseException | tuple[str, str] | None = None,
    ) -> None:
        """The attempt that runs ends as success, failed or skipped."""
        if isinstance(error, BaseException):
            error = (type(error).__name__, str(error))
        name, message = error or (None, None)
        self._note("ended", address, index, state, raw_state, name, message)

    def died(self, address: str, index: Index, error: str, message: str) -> None:
        """The process of an attempt is gone; the attempt failed unless it had ended by itself."""
        self._note("died", address, index, error, message)

    def called(self, address: str) -> None:
        """A hook was called: a success with one attempt, however often."""
        self._note("called", address, None)

    def uncalled(self, address: str) -> None:
        """The run has ended: a hook that nobody called was skipped."""
        self._note("uncalled", address, None)

    def waited(self, address: str, index: Index, seconds: float) -> None:
        """The engine asked for this wait after the attempt that failed last."""
        self._note("waited", address, index, seconds)

    def settled(self, address: str, index: Index, state: str, raw_state: str | None) -> None:
        """The final state of a task, with or without attempts."""
        self._note("settled", address, index, state, raw_state)

    def told(self, address: str, index: Index, state: str, raw_state: str | None) -> None:
        """The code itself says how a task ended whose attempt ended well: it failed, or its body never ran."""
        self._note("told", address, index, state, raw_state)

    def given(self, address: str, index: Index, inputs: dict[str, object]) -> None:
        """What a stub was given."""
        self._note("given", address, index, plain(inputs))

    def yielded(self, address: str, index: Index, outputs: dict[str, object]) -> None:
        """Outputs of a task, added to those known; None is none: Airflow does not even store it."""
        real = {name: value for name, value in outputs.items() if value is not None}
        self._note("yielded", address, index, plain(real))

    def finished(self, state: str, raw_state: str | None, silence: str = "not_run") -> None:
        """The run ended; `silence` is what an engine without a word for it means by a task that it never called."""
        self._note("finished", "", None, state, raw_state, silence)

    def refused(self, error: Exception) -> None:
        """The run did not start, since the engine does not take the parameters that it was given."""
        lines = [line.strip() for line in str(error).splitlines()]
        self.finished("failed", f"{REFUSED}: {' '.join(line for line in lines if line)}")

    def broke(self, error: str, trace: str) -> None:
        """The runner itself failed."""
        self._note("broke", "", None, error, trace)

    def running(self, address: str, index: Index) -> bool:
        """Tell whether an attempt is under way."""
        known = self if self._run is None else self.others.get(self._run, self)
        entry = known.entries.get((address, index))
        return bool(entry and entry.attempts and entry.attempts[-1].state is None)

    def states(self, address: str) -> set[str | None]:
        """Return the states of all instances at an address."""
        return {entry.state for entry in self.entries.values() if entry.address == address}

    def replay(self, line: str) -> None:
        """Apply an event that another process's journal sent."""
        self._apply(json.loads(line))

    def _note(self, kind: str, address: str, index: Index, *rest: object) -> None:
        event: Event = [kind, address, index, *rest]
        if self._run is not None:
            event = ["other", self._run, None, *event]
        with self._lock:
            self._apply(event)
            if self._send:
                self._send(json.dumps(event))

    def _apply(self, event: Event) -> None:
        kind, *rest = event
        getattr(self, f"_on_{kind}")(*rest)

    def _on_other(self, run: str, _: Index, *event: object) -> None:
        self.others.setdefault(run, Journal())._apply(list(event))

    def _on_headed(
        self, _: str, __: Index, pipeline: str, date: str | None, params: dict[str, object]
    ) -> None:
        self.heading = Heading(pipeline, date, params)

    def _on_launched(self, _: str, __: Index, pipeline: str, params: dict[str, object]) -> None:
        other = self.others.setdefault(f"{pipeline} {len(self.others)}", Journal())
        other.heading = Heading(pipeline, None, params)

    def _entry(self, address: str, index: Index) -> Entry:
        return self.entries.setdefault((address, index), Entry(address, index))

    def _on_started(self, address: str, index: Index) -> None:
        entry = self._entry(address, index)
        if self.running(address, index):
            return
        if not entry.attempts:
            entry.ended_before = list(dict.fromkeys(self._ended))
        entry.attempts.append(Attempt())

    def _on_ended(
        self,
        address: str,
        index: Index,
        state: str,
        raw_state: str | None,
        error: str | None,
        message: str | None,
    ) -> None:
        entry = self._entry(address, index)
        entry.attempts[-1].state = state
        entry.attempts[-1].error = error
        entry.attempts[-1].message = message
        entry.state, entry.raw_state = state, raw_state
        self._ended.append((address, index))

    def _on_died(self, address: str, index: Index, error: str, message: str) -> None:
        if self.running(address, index):
            self._on_ended(address, index, "failed", "failed", error, message)

    def _on_called(self, address: str, index: Index) -> None:
        if not self._entry(address, index).attempts:
            self._on_started(address, index)
            self._on_ended(address, index, "success", "called", None, None)

    def _on_uncalled(self, address: str, index: Index) -> None:
        if not self._entry(address, index).attempts:
            self._on_settled(address, index, "skipped", "not called")

    def _on_waited(self, address: str, index: Index, seconds: float) -> None:
        entry = self._entry(address, index)
        if entry.attempts:
            entry.attempts[-1].retry_wait = cast("float", plain(seconds))

    def _on_settled(self, address: str, index: Index, state: str, raw_state: str | None) -> None:
        entry = self._entry(address, index)
        entry.state, entry.raw_state = state, raw_state

    def _on_told(self, address: str, index: Index, state: str, raw_state: str | None) -> None:
        entry = self._entry(address, index)
        entry.state, entry.raw_state = state, raw_state
        # A stub that ran has asked for the skip; else the body was never called.
        if state == "failed" or (state == "skipped" and entry.stubbed):
            for attempt in entry.attempts[-1:]:
                attempt.state = state
        else:
            entry.attempts.clear()

    def _on_given(self, address: str, index: Index, inputs: dict[str, object]) -> None:
        entry = self._entry(address, index)
        entry.inputs, entry.stubbed = inputs, True

    def _on_yielded(self, address: str, index: Index, outputs: dict[str, object]) -> None:
        self._entry(address, index).outputs.update(outputs)

    def _on_finished(
        self, _: str, __: Index, state: str, raw_state: str | None, silence: str
    ) -> None:
        self.run_state, self.raw_run_state, self.silence = state, raw_state, silence

    def _on_broke(self, _: str, __: Index, error: str, trace: str) -> None:
        self.error, self.trace = error, trace
