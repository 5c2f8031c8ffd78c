"""Runs one task, or one instance of it, until it succeeds, skips or has no retries left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from pydantic import JsonValue

from polydag.ir.graph import Graph
from polydag.ir.operations import Check, Choose, Gate, Launch, OfFunction, Script, Shell, Wait
from polydag.ir.pipeline import Module, Pipeline
from polydag.ir.policies import Cache
from polydag.ir.reads import arguments_of
from polydag.ir.tasks import Task
from polydag.runs.record import KEPT, Attempt, AttemptState, TaskRecord
from polydag.runs.reference.choices import UnknownLabelError, labels_of
from polydag.runs.reference.known import Known
from polydag.runs.reference.process import WorkerGoneError
from polydag.runs.reference.requests import tree
from polydag.runs.stubbing import annotated, counted, function_of

Message = dict[str, JsonValue]
# A body without a limit of its own that runs this long hangs.
HANGS = 600.0


@dataclass(frozen=True)
class Attempts:
    """What attempts of all tasks of a run share.

    `ask` is a request to the worker; `launch` starts another pipeline with what it is given, and says whether its run failed;
    `left` is how many seconds the run still has.
    """

    module: Module
    pipeline: Pipeline
    known: Known
    ask: Callable[[Message, float], Message]
    launch: Callable[[str, Message], bool]
    left: Callable[[], float | None]

    def run(
        self, task: Task, index: int | None, after: tuple[str, ...]
    ) -> tuple[TaskRecord, JsonValue]:
        """The record of a task, and what its body returned."""
        retries = int(self.known.number(task.retry.count))
        request = self._request(task, index)
        tried: list[Attempt] = []
        while True:
            answer = self._once(task, request | {"attempt": len(tried) + 1})
            state = _state(answer)
            again = state == "failed" and len(tried) < retries and _wants_retry(task, answer)
            again = again and self.left() != 0.0
            wait = self.known.delay(task.retry.delays, len(tried) + 1) if again else None
            tried.append(_attempt(answer, wait))
            if not again:
                break
        kept = bool(answer.get("kept"))
        record = TaskRecord(
            id=task.id,
            map_index=index,
            state=state,
            raw_state=KEPT if kept else None,
            attempts=() if kept else tuple(tried),
            inputs={} if kept else cast("Message", answer.get("inputs", {})),
            outputs=cast("Message", answer.get("outputs", {})) if state == "success" else {},
            after=after,
        )
        return record, answer.get("result")

    def _once(self, task: Task, request: Message) -> Message:
        """One attempt; a result that is no label and a verdict that stops the run are failures."""
        limits = (cast("float | None", request["timeout"]), self.left())
        limit = min((one for one in limits if one is not None), default=None)
        try:
            answer = self.ask(request | {"timeout": limit}, HANGS if limit is None else limit + 10)
        except WorkerGoneError as gone:
            return {"state": "failed", "error": "Crashed", "message": str(gone)}
        if "state" not in answer:
            return {"state": "failed", **answer}
        if answer["state"] == "success":
            return answer | _verdict(task, answer["result"]) | self._launched(task, answer)
        return answer

    def _launched(self, task: Task, answer: Message) -> Message:
        """Start what the task launches; one that waits fails with it."""
        operation = task.operation
        if not isinstance(operation, Launch):
            return {}
        given = cast("Message", answer["inputs"])
        failed = self.launch(str(given["pipeline"]), cast("Message", given.get("conf") or {}))
        if operation.wait and operation.fails_at("failed" if failed else "success"):
            return {"state": "failed", "error": "LaunchFailed", "message": str(given["pipeline"])}
        return {}

    def _request(self, task: Task, index: int | None) -> Message:
        operation, function = task.operation, function_of(task, self.module)
        values = arguments_of(operation)
        pulls = operation.pulls if isinstance(operation, OfFunction) else {}
        group = Graph(self.pipeline).mapped.around(task)
        request: Message = {
            "do": "run",
            "task": task.id,
            "group": ".".join(group.path) if group is not None else "",
            "index": index,
            "kind": self._kind(task),
            "function": function.name if function else None,
            "synthesised": task.role == "glue" or bool(function and function.synthesised),
            "arguments": {name: tree(value, self.pipeline) for name, value in values.items()},
            "pulls": {name: tree(value, self.pipeline) for name, value in pulls.items()},
            "counted": list(counted(task)),
            "outputs": dict(annotated(task, self.module)),
            "labels": list(operation.labels) if isinstance(operation, Choose) else [],
            "timeout": None if task.timeout is None else self.known.number(task.timeout),
            "cache": self._cache(task.cache),
        }
        if isinstance(operation, Choose | Gate) and operation.condition is not None:
            request["condition"] = tree(operation.condition, self.pipeline)
        if isinstance(operation, Wait):
            request["wait"] = self._patience(operation, task)
        if isinstance(operation, Shell | Script):
            request["shell"] = {
                "env": None if operation.env is None else list(operation.env),
                "cwd": operation.cwd is not None,
                "append": operation.append_env,
                "skip_on": operation.skip_on,
                "processor": None
                if operation.processor is None
                else tree(operation.processor, self.pipeline),
            }
        return request

    def _cache(self, cache: Cache | None) -> Message | None:
        """How results are kept; what only the engine of the source understands is not followed."""
        if cache is None or cache.persist is False or cache.key == "policy":
            return None
        within = None if cache.expiration is None else self.known.number(cache.expiration)
        by: Message = {"by": [*cache.by], "without": [*cache.without], "within": within}
        return {"key": cache.key, "text": cache.text, **by}

    def _patience(self, operation: Wait, task: Task) -> Message:
        longest = operation.at_most
        return {
            "every": self.known.number(operation.every),
            "within": self.known.number(operation.within),
            "growing": operation.growing,
            "at_most": None if longest is None else self.known.number(longest),
            "on_timeout": operation.on_timeout,
            "on_error": operation.on_error,
            "limited": task.timeout is not None,
        }

    def _kind(self, task: Task) -> str:
        operation = task.operation
        if isinstance(operation, Choose | Gate) and operation.condition is not None:
            return "condition"
        if isinstance(operation, Wait):
            return "wait"
        if isinstance(operation, Script):
            return "script"
        return "function" if isinstance(operation, OfFunction) else operation.kind


def _verdict(task: Task, result: JsonValue) -> Message:
    operation = task.operation
    if isinstance(operation, Choose):
        try:
            labels_of(result, operation)
        except UnknownLabelError as error:
            return {
                "state": "failed",
                "error": "UnknownLabel",
                "message": str(error),
                "final": True,
            }
    if isinstance(operation, Check) and operation.blocking and result is False:
        return {"state": "failed", "error": "CheckFailed", "message": operation.asset}
    return {}


def _wants_retry(task: Task, answer: Message) -> bool:
    """Whether the failure is one that is retried; exceptions are known by the last word of their names."""
    if answer.get("final"):
        return False
    kinds = set(cast("list[str]", answer.get("kinds", [])))

    def among(names: tuple[str, ...]) -> bool:
        return bool(kinds & {name.rpartition(".")[2] for name in names})

    return not among(task.retry.never_on) and (not task.retry.only_on or among(task.retry.only_on))


def _state(answer: Message) -> AttemptState:
    return cast("AttemptState", answer["state"])


def _attempt(answer: Message, wait: float | None) -> Attempt:
    return Attempt(
        state=_state(answer),
        error=cast("str | None", answer.get("error")),
        message=cast("str | None", answer.get("message")),
        retry_wait=wait,
    )
