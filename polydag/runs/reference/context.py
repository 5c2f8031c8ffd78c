"""The context object that bodies see in place of engine calls; standard library only."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType, SimpleNamespace

from polydag.runs.reference.trees import parsed

# The name under which a body finds the context of its task.
CONTEXT = "__run__"


_OBJECTS = frozenset({"ti", "task", "dag", "dag_run", "params", "dag_run.conf", "context"})


class Skip(Exception):
    """The body asked to be skipped."""


class Fail(Exception):
    """The body failed and does not want to be retried."""


class Output:
    """A named output on its way out of a body."""

    def __init__(self, key: str, value: object) -> None:
        self.key = key
        self.value = value


class Verdict:
    """What a check found."""

    def __init__(self, passed: object) -> None:
        self.passed = bool(passed)

    def __bool__(self) -> bool:
        return self.passed


class Seen:
    """What a look of a wait found: whether the wait is over, and the value that it then hands on."""

    def __init__(self, done: object, value: object) -> None:
        self.done = bool(done)
        self.value = value

    def __bool__(self) -> bool:
        return self.done


class Context:
    """What one attempt of one task can ask for."""

    def __init__(
        self,
        facts: Mapping[str, object],
        parameters: Mapping[str, object],
        pulls: Mapping[str, object],
        assumed: Mapping[str, object],
    ) -> None:
        self.facts = facts
        self.log = logging.getLogger("polydag.reference")
        self.pushed: dict[str, object] = {}
        self.declared: list[str] = []
        self._parameters = parameters
        self._pulls = pulls
        self._assumed = assumed

    def context(self, key: str) -> object:
        """A fact about the run, or an object of the context."""
        return self.handed_on(key) if key in _OBJECTS else self.facts[key]

    def handed_on(self, key: str) -> object:
        """The context itself, or one of its objects, for whoever a body hands it on to."""
        pipeline, run_id = self.facts.get("pipeline"), self.facts.get("run_id")
        given = {name: value for name, value in self._parameters.items() if value is not None}
        params = {name: self._parameters[name] for name in self.declared}
        dag = SimpleNamespace(dag_id=pipeline)
        task = SimpleNamespace(dag_id=pipeline, task_id=self.facts.get("task_id"))
        attempt = self.facts.get("try_number")
        ti = SimpleNamespace(**vars(task), run_id=run_id, try_number=attempt)
        dates = ("logical_date", "data_interval_start", "data_interval_end")
        run = {name: self.facts.get(name) for name in dates}
        dag_run = SimpleNamespace(dag_id=pipeline, run_id=run_id, conf=given, **run)
        objects = {"ti": ti, "task_instance": ti, "task": task, "dag": dag, "dag_run": dag_run}
        whole = {**self.facts, **objects, "params": params}
        known = {**objects, "params": params, "dag_run.conf": given}
        return known.get(key, whole)

    def parameter(self, name: str) -> object:
        """A parameter of the run."""
        return self._parameters[name]

    def pull(self, name: str) -> object:
        """Another task's output."""
        return self._pulls[name]

    def push(self, key: str, value: object) -> None:
        """Set an output of this task."""
        self.pushed[key] = value

    def output(self, key: str, value: object) -> Output:
        """A named output, yielded or returned."""
        return Output(key, value)

    def metadata(self, _: object) -> None:
        """Metadata goes nowhere: no outcome depends on it."""

    def events(self, asset: str) -> list[object]:
        """What was noted when an asset was made: nobody keeps that between runs here."""
        return []

    def verdict(self, passed: object) -> Verdict:
        """The result of a check."""
        return Verdict(passed)

    def seen(self, done: object, value: object) -> Seen:
        """What a look of a wait returns."""
        return Seen(done, value)

    def awaited(self, pipeline: str) -> set[str]:
        """How the run of another pipeline ended: what was assumed under its id, else well."""
        return {str(self._assumed.get(pipeline, "success"))}

    def ask(
        self,
        *,
        subject: object,
        defaults: object = None,
        fields: Mapping[str, Mapping[str, object]] = MappingProxyType({}),
        **_: object,
    ) -> dict[str, object]:
        """The answer to a question: nobody is here to ask, so that it is what is taken when nobody answers."""
        if defaults is None:
            raise TimeoutError(f"nobody answered {subject!r}")
        now = datetime.now(UTC)
        answer: dict[str, object] = {
            "chosen_options": defaults,
            "params_input": {name: schema.get("default") for name, schema in fields.items()},
        }
        return answer | {"responded_at": now, "responded_by_user": None}

    def skip(self, message: object = "") -> Skip:
        """The exception that skips the task."""
        return Skip(str(message))

    def fail(self, message: object = "") -> Fail:
        """The exception that fails the task for good."""
        return Fail(str(message))

    def parsed(self, found: object) -> object:
        """What the text of a variable means as JSON."""
        return parsed(found)

    def lookup(self, what: str, name: str, *default: object) -> object:
        """What was assumed, else the environment, else the default."""
        return outside(what, name, self._assumed, default)


class Variables:
    """What a module calls `Variable`: expressions of the author ask it for what a server would hold."""

    def __init__(self, lookup: Callable[..., object]) -> None:
        self._lookup = lookup

    def get(self, key: str, *default: object, **options: object) -> object:
        """The variable, as a value where it is asked for as JSON."""
        stated = [options[name] for name in ("default", "default_var") if name in options]
        fallback = (*default[:1], *stated)
        found = self._lookup("variable", key, *fallback)
        is_stated = any(found is value for value in fallback)
        return parsed(found) if options.get("deserialize_json") and not is_stated else found


def outside(
    what: str, name: str, assumed: Mapping[str, object], default: tuple[object, ...]
) -> object:
    """A value from outside of the code.

    Raises:
        LookupError: nobody gave one; the message says how to.
    """
    if name in assumed:
        return assumed[name]
    if what == "environment" and name in os.environ:
        return os.environ[name]
    if default:
        return default[0]
    raise LookupError(f"the {what} `{name}` is not known here: --assume {name}=VALUE")
