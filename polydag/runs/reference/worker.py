"""The reference's worker process: computes values and runs bodies, one request at a time; standard library only."""

from __future__ import annotations

import gc
import itertools
import json
import os
import signal
import socket
import sys
import traceback
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import NoReturn, cast

from polydag.runs.child import fabricate
from polydag.runs.child.channel import Channel
from polydag.runs.child.stubs import plain
from polydag.runs.reference import numbers
from polydag.runs.reference.attempt import Attempt
from polydag.runs.reference.context import Variables, outside
from polydag.runs.reference.keeping import Shelf
from polydag.runs.reference.namespace import Namespace
from polydag.runs.reference.trees import compute

Message = dict[str, object]
_DATES = frozenset(
    {"logical_date", "prev_logical_date", "data_interval_start", "data_interval_end"}
)


class Worker:
    """Holds the module's names and the outputs of the tasks that ran."""

    def __init__(self, message: Message) -> None:
        self.real = bool(message["real"])
        self.facts = _dated(cast("Message", message["facts"]))
        self.own: Message = {}
        self.parameters = cast("Message", message["parameters"])
        self.declared = cast("list[str]", message.get("declared", []))
        self.assumed = cast("Message", message["assumed"])
        self.scenario = cast("Message", message["scenario"])
        os.environ.update(cast("dict[str, str]", message["environment"]))
        self.run = uuid.uuid4().hex
        folder = message["kept"]
        self.shelf = None if folder is None else Shelf(str(folder))
        self.elements: dict[str, list[Message]] = {}
        self.groups: dict[str, frozenset[str]] = {}
        self.together: frozenset[str] = frozenset()
        self.index: int | None = None
        self.row: Message = {}
        self.failures: dict[str, BaseException] = {}
        self._outputs: dict[str, dict[int | None, Message]] = {}
        self.namespace = Namespace(
            cast("list[Mapping[str, object]]", message["prelude"]),
            cast("dict[str, Mapping[str, object]]", message["functions"]),
            str(message["file"]),
        )
        self.functions = cast("dict[str, Message]", message["functions"])
        self.namespace.names["Variable"] = Variables(self.lookup)
        root = str(message["root"])
        if self.real:
            sys.path[:0] = list(dict.fromkeys([os.path.dirname(str(message["file"])), root]))
            self.namespace.everything()
        else:
            fabricate.install(root)
        self.namespace.names.update(self.assumed)

    def answer(self, message: Message) -> Message:
        """The answer to one request."""
        handlers: dict[str, Callable[[Message], Message]] = {
            "run": lambda given: Attempt(self, given).report(),
            "expand": self._expand,
            "evaluate": lambda given: {"value": plain(self.compute(given["tree"]))},
        }
        return handlers[str(message["do"])](message)

    def compute(self, tree: object) -> object:
        """The value of a tree."""
        return compute(cast("Message", tree), self)

    def keep(self, task: str, index: int | None, outputs: Message) -> None:
        """Remember what a task gave."""
        self._outputs.setdefault(task, {})[index] = outputs

    def failure(self, tasks: list[str]) -> object:
        """What the task of these that failed last raised, for the handler around them."""
        found = [error for id, error in self.failures.items() if id in tasks]
        if not found:
            raise LookupError(f"none of {', '.join(tasks)} failed")
        return found[-1]

    def output(self, task: str, output: str, mapped: bool) -> object:
        """An output; of a mapped task the list over the instances that gave one; else None.

        Within a mapped group it is that of the same instance.
        """
        found = self._outputs.get(task, {})
        if task in self.together:
            return found.get(self.index, {}).get(output)
        if task in self.elements:
            return [found[index].get(output) for index in sorted(i for i in found if i is not None)]
        # A mapped task that did not get as far as its instances gave none: Airflow 3 hands on an empty list.
        return [] if mapped else found.get(None, {}).get(output)

    def element(self, name: str) -> object:
        """What the instance of a mapped group that runs is given by the name."""
        if name not in self.row:
            raise LookupError(f"the loop variable `{name}` has no value: its loop is not known")
        return self.row[name]

    @contextmanager
    def instance(self, group: str, index: int | None) -> Iterator[None]:
        """Compute as an instance of a mapped group: `group` is none of them outside of any."""
        self.together, self.index = self.groups.get(group, frozenset()), index
        self.row = self.elements[group][index] if group and index is not None else {}
        try:
            yield
        finally:
            self.together, self.index, self.row = frozenset(), None, {}

    def gave(self, task: str, output: str) -> bool:
        """Whether a task, or some instance of it, gave an output."""
        return any(output in given for given in self._outputs.get(task, {}).values())

    def parameter(self, name: str) -> object:
        """A parameter of the run."""
        return self.parameters[name]

    def fact(self, key: str) -> object:
        """A fact about the run."""
        return (self.own | self.facts)[key]

    def lookup(self, what: str, name: str, *default: object) -> object:
        """Something from outside; with stubs its name stands for what nobody knows."""
        if not self.real and not default:
            default = (f"<{what} {name}>",)
        return outside(what, name, self.assumed, default)

    def code(self, text: str, names: list[str], reads: dict[str, object]) -> object:
        """The value of an expression of the author."""
        return self.namespace.evaluate(text, names, reads)

    def _expand(self, message: Message) -> Message:
        """Compute the collections of a mapping and keep the arguments of each instance, for a group with its members."""
        over = {name: self.compute(t) for name, t in cast("Message", message["over"]).items()}
        rows = list(_combined(str(message["mode"]), over))
        self.elements[str(message["task"])] = rows
        members = cast("list[str]", message.get("members", []))
        self.groups[str(message["task"])] = frozenset(members)
        for member in members:
            self.elements[member] = [{} for _ in rows]
        return {"count": len(rows)}


def _dated(facts: Message) -> Message:
    """The facts, in which dates are no longer text."""
    return {
        key: datetime.fromisoformat(str(value)) if key in _DATES else value
        for key, value in facts.items()
    }


def _combined(mode: str, over: Message) -> list[Message]:
    if mode == "kwargs":
        return [dict(item) for item in cast("list[Message]", over["**"])]
    columns = [_listed(value) for value in over.values()]
    if mode == "zip":
        rows = list(zip(*columns, strict=True))
    else:
        rows = list(itertools.product(*columns))
    return [dict(zip(over, row, strict=True)) for row in rows]


def _listed(value: object) -> list[object]:
    """The elements to map over: those of a mapping are its pairs."""
    if isinstance(value, Mapping):
        return [list(pair) for pair in value.items()]
    if value is None or isinstance(value, str):
        raise TypeError(f"cannot map over {value!r}")
    return list(cast("list[object]", value))


def main(arguments: list[str]) -> None:
    """Fork a worker for everyone who asks at stdin, a socket, until it is closed."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    gc.freeze()
    asked = socket.socket(fileno=0)
    while True:
        size, ends, _, _ = socket.recv_fds(asked, numbers.WIDTH, 3)
        if not size:
            return
        place = asked.recv(numbers.read(size), socket.MSG_WAITALL)
        child = os.fork()
        if child == 0:
            asked.detach()
            _work(json.loads(place), ends)
        for end in ends:
            os.close(end)
        asked.sendall(numbers.written(child))


def _work(place: Message, ends: list[int]) -> NoReturn:
    """Be a worker in the folder and environment of whoever asked, and never return."""
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        for number, end in enumerate(ends):
            os.dup2(end, number)
            os.close(end)
        os.environ.clear()
        os.environ.update(cast("dict[str, str]", place["environment"]))
        os.chdir(str(place["folder"]))
        _serve()
    except BaseException:  # also SystemExit: nothing of the process that forks may go on here
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


def _serve() -> None:
    """Answer requests line by line until the sender closes its end."""
    channel = Channel.take()
    worker: Worker | None = None
    with os.fdopen(channel.jobs, "r", encoding="utf-8") as lines:
        for line in lines:
            message = cast("Message", json.loads(line))
            answer: Message
            try:
                if worker is None:
                    worker = Worker(message)
                    answer = {"ready": True}
                else:
                    answer = worker.answer(message)
            except Exception as error:
                answer = {"error": type(error).__name__, "message": str(error)}
            channel.send(answer)
