"""Putting stubs into a Dagster job, and the two settings that a run is made under."""

from __future__ import annotations

import contextlib
import functools
import inspect
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType
from unittest.mock import patch

import dagster as dg
from dagster._config import source
from dagster._core.definitions.decorators.op_decorator import DecoratedOpFunction
from dagster._core.execution.context.op_execution_context import OpExecutionContext
from dagster._core.execution.context.system import StepExecutionContext
from dagster._core.execution.plan import compute_generator, execute_step
from dagster._core.execution.plan.active import ActiveExecution

from polydag.runs.child import functions, outside, programs
from polydag.runs.child.bodies import Bodies, Place, shaped
from polydag.runs.child.job import Job, Task
from polydag.runs.child.journal import Journal
from polydag.runs.child.stubs import StubSkip
from polydag.runs.dagster.worker_events import Follower
from polydag.runs.dagster.worker_ops import ops


@dataclass(frozen=True)
class Part:
    """The stubs of one run."""

    bodies: Bodies
    follower: Follower
    by_step: dict[str, Task]

    @staticmethod
    def of(job: Job, journal: Journal, follower: Follower) -> Part:
        """Return the stubs of a job that is followed."""
        by_step = {step: task for task in job.stubbed() for step in _steps(task, follower)}
        return Part(Bodies.of(job, journal), follower, by_step)


class Stubs:
    """Replaces the functions of ops, assets, checks and hooks by what the scenario says."""

    def __init__(self, job: Job, journal: Journal, follower: Follower) -> None:
        self.job = job
        self.parts = [Part.of(job, journal, follower)]
        self.context: StepExecutionContext = None
        self.skip: type[Exception] | None = None

    @property
    def part(self) -> Part:
        """The stubs of the run that goes on."""
        return self.parts[-1]

    def put_in(self, module: ModuleType, definition: dg.JobDefinition) -> None:
        """Exchange the bodies of this job; its hooks are watched in any case."""
        if self.job.stubs:
            self.skip = vars(module).get("Skip")
            self._prepare()
        self._put_in(module, definition)

    @contextlib.contextmanager
    def also_in(
        self, module: ModuleType, definition: dg.JobDefinition, part: Part
    ) -> Iterator[None]:
        """Exchange the bodies of another job, which runs inside a step of the one that runs, or after it."""
        step = self.context
        self.parts.append(part)
        self._put_in(module, definition)
        try:
            yield
        finally:
            self.parts.pop()
            self.context = step

    def _put_in(self, module: ModuleType, definition: dg.JobDefinition) -> None:
        for hook in {
            h for at, _ in ops(definition) for h in definition.get_all_hooks_for_handle(at)
        }:
            self._watch(hook)
        for handle, op in ops(definition) if self.job.stubs else ():
            if str(handle) in self.part.by_step:
                self._replace(module, op, self.part.by_step[str(handle)])

    def _replace(self, module: ModuleType, op: dg.OpDefinition, task: Task) -> None:
        """Replace the author's function: the op's own, or a helper that a synthesised op calls."""
        if not isinstance(op._compute_fn, DecoratedOpFunction):
            return
        own = op._compute_fn.decorated_fn
        if task.launches:
            launching = functools.partial(self._launching, inspect.unwrap(own))
            made = functions.replaced(own, launching)
            op._compute_fn = op._compute_fn._replace(decorated_fn=made)
            return
        helper = functions.helper_in(vars(module), task.function, own)
        if helper is not None and task.function is not None:
            plain = not inspect.isgeneratorfunction(inspect.unwrap(helper))
            vars(module)[task.function] = functions.replaced(helper, *self._body(helper, plain))
        else:
            made = functions.replaced(own, *self._body_of(own, task))
            op._compute_fn = op._compute_fn._replace(decorated_fn=made)

    def _body_of(self, own: Callable[..., object], task: Task) -> tuple[functions.Body, bool]:
        """Return what stands in for an op's own function; of one that reaches outside it records with what."""
        body, yields = self._body(own, _reports(own))
        author = inspect.unwrap(own)
        if task.asks:
            asks = functools.partial(outside.of_call, author, names=task.asks, engine="dagster")
            return lambda arguments: body(asks(arguments)), yields
        if not task.shell:
            return body, yields
        return lambda arguments: programs.answered(author, arguments, body), yields

    def _body(self, of: Callable[..., object], plain: bool) -> tuple[functions.Body, bool]:
        """Return what stands in for a function, and whether a generator yields what that gives."""
        if plain:
            return self._called, False
        yields = inspect.isgeneratorfunction(inspect.unwrap(of))
        return (self._yielding if yields else self._computed), yields

    def _launching(self, body: Callable[..., object], arguments: dict[str, object]) -> object:
        """Start another job where the stub does not fail: what runs in it are stubs, too."""
        task, place, _ = self._run(arguments)
        self.part.bodies.end(task, place)
        return body(**arguments)

    def _watch(self, hook: dg.HookDefinition) -> None:
        """Record that a hook is called; with stubs it does not do what it does."""
        author = hook.decorated_fn

        follower = self.part.follower

        def called(context: dg.HookContext) -> None:
            follower.hooks.called(hook.name)
            if not self.job.stubs:
                author(context)

        for cell in (author is not None and hook.hook_fn.__closure__) or ():
            if cell.cell_contents is author:
                cell.cell_contents = called

    def _prepare(self) -> None:
        """Remember which step runs: a stub must know, and not every function takes a context.

        What the bodies would have needed may be missing: variables of the environment, types.
        """
        invoke = compute_generator.invoke_compute_fn

        def invoke_followed(
            fn: object, context: OpExecutionContext, *args: object, **more: object
        ) -> object:
            self.context = context.op_execution_context.get_step_execution_context()
            self.part.follower.mappings = _mappings(self.context)
            return invoke(fn, context, *args, **more)

        compute_generator.invoke_compute_fn = invoke_followed
        source._ensure_env_variable = lambda name: os.environ.get(name, "0")
        check = execute_step.do_type_check

        def do_type_check(context: object, kind: object, value: object) -> object:
            python_type = getattr(kind, "python_type", None)
            if getattr(python_type, "__module__", "builtins") != "builtins":
                return dg.TypeCheck(True)  # a stub's value is no data frame, and need not be
            return check(context, kind, value)

        execute_step.do_type_check = do_type_check

    def _run(self, arguments: dict[str, object]) -> tuple[Task, Place, dict[str, object]]:
        part = self.part
        key, index = part.follower.place(self.context.step.key)
        task = part.by_step[key]
        data = {name: value for name, value in arguments.items() if not _is_engine_made(value)}
        address = part.follower.addresses(key)[0].address
        place = Place(address, index, self.context.previous_attempt_count + 1)
        return task, place, part.bodies.run(task, place, data)

    def _called(self, arguments: dict[str, object]) -> object:
        """Stand in for a plain function that a synthesised op calls."""
        try:
            task, place, values = self._run(arguments)
        except StubSkip as skip:
            if self.skip is None:
                raise
            raise self.skip(str(skip)) from None
        if task.waits and not self.part.bodies.sees(task, place):
            return False
        self.part.bodies.end(task, place)
        return (
            self.part.bodies.chosen(task, place.index)
            if task.choice is not None
            else shaped(task, values)
        )

    def _computed(self, arguments: dict[str, object]) -> object:
        """Stand in for a compute function: obey the output definitions, whatever they are."""
        try:
            task, place, values = self._run(arguments)
        except StubSkip:
            return iter(())
        self.part.bodies.end(task, place)
        return self._events(task, place, values)

    def _yielding(self, arguments: dict[str, object]) -> object:
        """The same for a generator, whose outputs are out before it ends."""
        try:
            task, place, values = self._run(arguments)
        except StubSkip:
            return iter(())
        return self._ending(task, place, values)

    def _ending(self, task: Task, place: Place, values: dict[str, object]) -> Iterator[object]:
        yield from self._events(task, place, values)
        self.part.bodies.end(task, place)

    def _events(self, task: Task, place: Place, values: dict[str, object]) -> Iterator[object]:
        definitions = list(self.context.op_def.output_defs)
        checks = getattr(self.context.assets_def, "check_specs_by_output_name", {})
        chosen = self.part.bodies.chosen(task, place.index) if task.choice is not None else None
        for label in _labels(chosen):
            if label is not None and label not in (task.choice or ()):
                yield dg.Output(None, str(label))  # refused by Dagster, as there is no such output
        for position, definition in enumerate(definitions):
            if definition.name in checks:
                passed = shaped(task, values) is not False
                yield dg.AssetCheckResult(passed=passed, check_name=checks[definition.name].name)
            elif not definition.is_required and shaped(task, values) is False:
                continue  # a gate that is shut lets nothing out
            elif task.choice is not None and not definition.is_required:
                if _is_chosen(definition.name, task, position, chosen):
                    yield dg.Output(None, definition.name)
            else:
                yield from _output(definition, task, values, len(definitions))


def _steps(task: Task, follower: Follower) -> list[str]:
    aliases = follower.aliases.items()
    named = [step for step, known in aliases if any(a.address == task.address for a in known)]
    return named or [task.address]


def _reports(function: Callable[..., object]) -> bool:
    """Tell whether a helper of the emitted code makes an outcome of what the author's function returns."""
    wrapped = getattr(function, "__wrapped__", None)
    own = "Outcome" in function.__globals__ and "chosen" in function.__code__.co_varnames
    return wrapped is not None and (own or _reports(wrapped))


def _output(
    definition: dg.OutputDefinition, task: Task, values: dict[str, object], count: int
) -> Iterator[object]:
    """Yield one output: the value under its name, or the only value there is."""
    name = definition.name
    if name not in values and count > 1 and not definition.is_required:
        return
    value = values.get(name, shaped(task, values) if count == 1 else None)
    if definition.is_dynamic:
        items = value if isinstance(value, (list, tuple)) else [value]
        for key, item in enumerate(items):
            yield dg.DynamicOutput(item, mapping_key=str(key), output_name=name)
    else:
        yield dg.Output(None if definition.dagster_type.is_nothing else value, name)


def _is_chosen(name: str, task: Task, position: int, chosen: object) -> bool:
    """Tell whether an optional output stands for a chosen label, by name or else by position."""
    labels, known = _labels(chosen), task.choice or ()
    if name in known:
        return name in labels
    return position < len(known) and known[position] in labels


def _labels(chosen: object) -> list[object]:
    return chosen if isinstance(chosen, list) else [chosen]


def _is_engine_made(value: object) -> bool:
    """Tell contexts, configs, resources and schedules, one or several, from data."""
    if type(value) is tuple and value:
        return all(map(_is_engine_made, value))
    made = (dg.Config, dg.ConfigurableResource)
    return isinstance(value, made) or type(value).__module__.startswith("dagster.")


def _mappings(context: StepExecutionContext) -> list[list[str]]:
    """Return the keys of every mapping whose producer has ended, in the producer's order."""
    known = context.execution_plan.known_state
    return [
        list(keys)
        for outputs in (known.dynamic_mappings if known is not None else {}).values()
        for keys in outputs.values()
        if keys
    ]


@contextlib.contextmanager
def on_disk() -> Iterator[None]:
    """Keep values on disk also in process, so that no step sees what another one mutates."""
    name = "dagster._core.definitions.job_definition._swap_default_io_man"
    with patch(name, lambda resources, job: resources):
        yield


@contextlib.contextmanager
def retries_at_once(real_time: bool) -> Iterator[None]:
    """Cut the waits before retries; the events still tell how long they were to be."""
    mark = ActiveExecution.mark_up_for_retry

    def mark_at_once(active: object, step_key: str, at_time: float | None = None) -> None:
        mark(active, step_key, at_time if real_time else None)

    with patch.object(ActiveExecution, "mark_up_for_retry", mark_at_once):
        yield
