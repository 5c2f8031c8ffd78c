"""Replacing what Airflow tasks do, whatever the version: no import of Airflow here."""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol, cast

from polydag.runs.airflow.kept import opened
from polydag.runs.airflow.missing import MARK
from polydag.runs.child import programs
from polydag.runs.child.bodies import Bodies, Place, Seen, shaped
from polydag.runs.child.functions import by_name, helper_in, replaced
from polydag.runs.child.hanging import StubHangs, hang
from polydag.runs.child.hooks import Hooks
from polydag.runs.child.job import Task
from polydag.runs.child.stubs import StubExit, StubSkip

UNTOUCHED = {"EmptyOperator", "DummyOperator"}
LATEST = "LatestOnlyOperator"
APPROVAL = "ApprovalOperator"
SENSOR = "BaseSensorOperator"
# These have a function, but not one that is called in the process of the task.
ELSEWHERE = {
    "_BasePythonVirtualenvOperator",
    SENSOR,
    "BashOperator",
    "DockerOperator",
    "KubernetesPodOperator",
}
OWN_CALLBACK = "push_error"
CALLBACKS = tuple(
    f"on_{event}_callback" for event in ("execute", "failure", "retry", "skipped", "success")
)


class TaskInstance(Protocol):
    """What a stub needs of Airflow's task instance."""

    task: Operator
    task_id: str
    map_index: int
    try_number: int

    def xcom_pull(self, *, task_ids: str, key: str) -> object:
        """Return another task's output."""

    def xcom_push(self, *, key: str, value: object) -> None:
        """Set an output of this task."""


class Operator(Protocol):
    """What a stub needs of an operator."""

    template_fields: Collection[str]

    def render_template(self, content: object, context: Mapping[str, object]) -> object:
        """Return a template rendered, and what is in it."""

    def get_direct_relative_ids(self, upstream: bool) -> Collection[str]:
        """Return the ids of the tasks directly above or below."""


class _Executes(Protocol):
    """A class of operators, by what it does when it runs."""

    def execute(self, operator: Operator, context: Mapping[str, object]) -> object:
        """Run an instance of the class."""


class _Approves(Protocol):
    """A class of operators that go on with a person's answer."""

    def execute_complete(
        self, operator: Operator, context: Mapping[str, object], event: Mapping[str, object]
    ) -> object:
        """Skip what is below where the answer says so."""


class _Skips(Protocol):
    """An operator that skips what it does not choose by itself."""

    def skip_all_except(self, ti: object, branch_task_ids: object) -> object:
        """Skip what is directly below, but for these."""


@dataclass(frozen=True)
class Words:
    """What stubs ask of Airflow and tell it, in the words of its version.

    `context` gives the running task's context, `keys` are the names in it. `skip` is the exception by which a body asks to be
    skipped, `seen` makes what a sensor's function returns that hands a value on.
    """

    context: Callable[[], Mapping[str, object]]
    keys: frozenset[str]
    skip: type[Exception]
    seen: Callable[..., object]


@dataclass(frozen=True)
class Replacer:
    """Puts stubs into operators."""

    bodies: Bodies
    words: Words
    addresses: Mapping[str, str]
    hooks: Hooks
    startable: Collection[str] = ()

    def replace(self, operator: object, task: Task) -> None:
        """Replace the author's function, or `execute` where there is none."""
        kind = _kind(operator)
        _unhook(operator)
        if ancestors(operator) & UNTOUCHED:
            return
        if LATEST in ancestors(operator):
            vars(operator)["choose_branch"] = lambda context: self._latest(context, task)
            return
        holder = _holder(operator)
        if holder is None and not hasattr(operator, "partial_kwargs") and _asks(operator, task):
            self._replace_question(operator, task, kind)
            return
        if holder is not None and (task.waits or not ancestors(operator) & ELSEWHERE):
            self._replace_function(holder, task)
        elif hasattr(operator, "partial_kwargs"):
            self._replace_class(operator, kind, task)
        elif task.choice is not None and hasattr(operator, "skip_all_except"):
            vars(operator)["execute"] = lambda context: self._skipping(
                cast("_Skips", operator), context, task, kind
            )
        elif APPROVAL in ancestors(operator):
            vars(operator)["execute"] = lambda context: self._approving(context, task, kind)
        else:
            vars(operator)["execute"] = lambda context: self._execute(context, task, kind)

    def _skipping(
        self, operator: _Skips, context: Mapping[str, object], task: Task, kind: type
    ) -> object:
        """Choose for an operator that does so within `execute`, as the one of SQL."""
        chosen = self._execute(context, task, kind)
        operator.skip_all_except(context["ti"], chosen)
        return chosen

    def _approving(self, context: Mapping[str, object], task: Task, kind: type) -> object:
        """Answer for a person: the operator itself skips what is below a rejection."""
        answer = self._execute(context, task, kind)
        event = {
            "chosen_options": ["Approve" if answer else "Reject"],
            "params_input": {},
            "responded_at": datetime.now(UTC),
            "responded_by_user": None,
        }
        cast("_Approves", kind).execute_complete(cast("Operator", context["task"]), context, event)
        return answer

    def silence(self, caller: object) -> None:
        """Let the callbacks of a task or DAG only be recorded: they act on the world, as bodies do."""
        holder = getattr(caller, "partial_kwargs", None) or vars(caller)
        for name in CALLBACKS:
            known = holder.get(name)
            if isinstance(known, (list, tuple)):
                holder[name] = [self._recorded(callback) for callback in known]
            elif known is not None:
                holder[name] = self._recorded(known)

    def _recorded(self, callback: object) -> Callable[..., None]:
        """Return what records that a callback, a function or a notifier, is called."""
        name = getattr(callback, "__name__", type(callback).__name__)
        if name.startswith(OWN_CALLBACK):
            # polydag's own: it hands an error on inside the run, and a stub's error is one.
            return cast("Callable[..., None]", callback)

        def called(*_: object) -> None:
            self.hooks.called(name)

        return called

    def _replace_function(self, holder: dict[str, object], task: Task) -> None:
        """Replace the callable of a task, or the helper that a synthesised callable calls."""
        original = cast("Callable[..., object]", holder["python_callable"])
        namespace = getattr(inspect.unwrap(original), "__globals__", {})
        helper = helper_in(namespace, task.function, original)
        if helper is not None and task.function is not None:
            namespace[task.function] = self._function(helper, task)
        else:
            holder["python_callable"] = self._function(original, task)

    def _replace_question(self, operator: object, task: Task, kind: type) -> None:
        """Let an operator of Airflow's own, which looks or chooses by itself, ask the stub; never a trigger elsewhere."""
        members = vars(operator)
        members["poke" if task.waits else "choose_branch"] = lambda context: self._execute(
            context, task, kind
        )
        if task.waits:
            members["deferrable"] = False
            members["execute"] = lambda context: _looking(kind).execute(
                cast("Operator", operator), context
            )

    def _replace_class(self, operator: object, kind: type, task: Task) -> None:
        """Give a mapped operator a class whose instances do nothing but the stub; a sensor goes on waiting by itself."""

        def execute(_: object, context: Mapping[str, object]) -> object:
            return self._execute(context, task, kind)

        members: dict[str, object] = {"execute": execute, "__module__": kind.__module__}
        if task.waits:
            members |= {"poke": execute, "execute": _looking(kind).execute, "deferrable": False}
            _given_later(operator).pop("deferrable", None)
        made = type(kind.__name__, (kind,), members)
        object.__setattr__(operator, "operator_class", made)

    def _function(self, original: Callable[..., object], task: Task) -> Callable[..., object]:
        """Stand in for a Python callable; Airflow forbids arguments named like context keys."""

        def body(arguments: dict[str, object]) -> object:
            hidden = self.words.keys - {*(task.counted or ())}
            given = {k: opened(v) for k, v in arguments.items() if k not in hidden}
            return self._answer(self.words.context(), task, given)

        return replaced(original, body)

    def _execute(self, context: Mapping[str, object], task: Task, kind: type) -> object:
        """Stand in for `execute`: the rendered templates are what the task was given."""
        operator = cast("Operator", context["task"])
        # Of a class of the project's own also what its `execute` takes from attributes that are no templates.
        names = (*operator.template_fields, *(task.counted or ()))
        fields = {name: getattr(operator, name, None) for name in names}
        if task.launches:
            fields = {"conf": fields.get("conf")}
        function = getattr(operator, "python_callable", None)
        if function is not None:
            fields = self._arguments(operator, function)
        given = {name: value for name, value in fields.items() if value not in (None, {}, [], ())}
        if task.shell and function is None and "BashOperator" in ancestors(operator):
            append = bool(getattr(operator, "append_env", False))
            env = cast("Mapping[str, object] | None", fields.get("env"))
            given = programs.given(fields.get("bash_command"), env, append, fields.get("cwd"))
        if task.asks:
            given = _handed_over(operator, task.asks, context)
        answer = self._patiently(context, task, given)
        launched = getattr(operator, "trigger_dag_id", None)
        if launched in self.startable:
            if answer is not None:
                cast("TaskInstance", context["ti"]).xcom_push(key="return_value", value=answer)
            return cast("_Executes", kind).execute(operator, context)
        if launched is not None:
            self.bodies.journal.launched(str(launched), getattr(operator, "conf", None) or {})
        return answer

    def _arguments(self, operator: Operator, function: Callable[..., object]) -> dict[str, object]:
        """Return what the author's function would be given, without what Airflow adds of the context."""
        signature = inspect.signature(function)
        added = dict.fromkeys(signature.parameters.keys() & self.words.keys)
        args, kwargs = getattr(operator, "op_args", ()), getattr(operator, "op_kwargs", {})
        given = by_name(signature, tuple(args), {**added, **kwargs})
        return {name: value for name, value in given.items() if name not in added}

    def _latest(self, context: Mapping[str, object], task: Task) -> list[str]:
        """Stand in for the question whether this run is the latest; Airflow itself skips what is below."""
        if not self._patiently(context, task, {}):
            return []
        operator = cast("Operator", context["task"])
        return list(operator.get_direct_relative_ids(upstream=False))

    def _patiently(
        self, context: Mapping[str, object], task: Task, given: dict[str, object]
    ) -> object:
        """Answer, perhaps after hanging until something ends that."""
        with contextlib.suppress(StubHangs):
            return self._answer(context, task, given)
        hang()
        return self._answer(context, task, given)

    def _answer(
        self, context: Mapping[str, object], task: Task, given: dict[str, object]
    ) -> object:
        instance = cast("TaskInstance", context["ti"])
        for pull in task.pulls:
            key = "return_value" if pull.output == "result" else pull.output
            given[pull.name] = instance.xcom_pull(
                task_ids=self.addresses.get(pull.task, pull.task), key=key
            )
        index = None if instance.map_index < 0 else instance.map_index
        place = Place(instance.task_id, index, instance.try_number)
        try:
            outputs = self.bodies.run(task, place, given)
        except StubSkip as skip:
            raise self.words.skip(str(skip)) from None
        except StubExit as exit:
            if exit.code in getattr(context["task"], "skip_on_exit_code", ()):
                raise self.words.skip(str(exit)) from None
            raise
        if task.waits and not self.bodies.sees(task, place):
            return False
        for key, value in outputs.items():
            if task.returns == "push" and key != "result":
                instance.xcom_push(key=key, value=value)
        self.bodies.end(task, place)
        if task.choice is not None:
            return self.bodies.chosen(task, place.index)
        answer = shaped(task, outputs)
        if isinstance(answer, Seen):
            return self.words.seen(is_done=True, xcom_value=answer.value)
        return answer


def _handed_over(
    operator: Operator, names: Collection[str], context: Mapping[str, object]
) -> dict[str, object]:
    """Return what an operator would hand to the system that it asks; one made up and mapped has rendered nothing yet."""
    found = {name: getattr(operator, name, None) for name in names}
    found = {name: value for name, value in found.items() if value is not None}
    if not hasattr(operator, MARK):
        return found
    return {name: operator.render_template(value, context) for name, value in found.items()}


def ancestors(operator: object) -> set[str]:
    """Return the names of an operator's classes, of a mapped one those of its instances."""
    return {parent.__name__ for parent in _kind(operator).__mro__}


def _unhook(operator: object) -> None:
    """Let nothing of the author's run before or after a body that is replaced: a condition (`run_if`) is part of it."""
    for when in ("pre", "post"):
        _given_later(operator).pop(f"{when}_execute", None)
        if f"_{when}_execute_hook" in vars(operator):
            vars(operator)[f"_{when}_execute_hook"] = None


def _looking(kind: type) -> _Executes:
    """Return the class that looks again and again, whatever the sensor does in place of that."""
    return cast("_Executes", next(parent for parent in kind.__mro__ if parent.__name__ == SENSOR))


def _given_later(operator: object) -> dict[str, object]:
    """Return the arguments of the instances of a mapped operator."""
    return cast("dict[str, object]", getattr(operator, "partial_kwargs", None) or {})


def _asks(operator: object, task: Task) -> bool:
    """Tell whether the operator asks something by itself again and again, or which way to go."""
    return bool(task.waits and SENSOR in ancestors(operator)) or (
        task.choice is not None and hasattr(operator, "choose_branch")
    )


def _kind(operator: object) -> type:
    return cast("type", getattr(operator, "operator_class", type(operator)))


def _holder(operator: object) -> dict[str, object] | None:
    """Return the mapping that holds the author's function: attributes, or arguments to come."""
    for holder in (getattr(operator, "partial_kwargs", None), vars(operator)):
        if isinstance(holder, dict) and "python_callable" in holder:
            return cast("dict[str, object]", holder)
    return None
