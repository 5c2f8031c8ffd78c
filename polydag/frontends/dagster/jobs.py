"""Jobs of ops: `@job` and `graph.to_job` → a pipeline of tasks."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from polydag.frontends.dagster.arguments import leftovers
from polydag.frontends.dagster.choices import with_optional
from polydag.frontends.dagster.codes import OutputSkips
from polydag.frontends.dagster.functions import Functions, origin
from polydag.frontends.dagster.graph import (
    Builder,
    Invocation,
    declared_outputs,
    left_out,
    types_of,
)
from polydag.frontends.dagster.handles import Definition
from polydag.frontends.dagster.library import DagsterLibrary
from polydag.frontends.dagster.partitions import window_of
from polydag.frontends.dagster.policies import hooks_of, retry_of, text_of, texts_of
from polydag.frontends.dagster.settings import parameters_of
from polydag.frontends.dagster.tags import Owner, Tags, job_tags, op_tags
from polydag.ir.operations import Call
from polydag.ir.pipeline import Defaults, Pipeline
from polydag.ir.policies import Hook, Retry, RunParameter
from polydag.ir.reads import outputs_read
from polydag.ir.tasks import Group, Task
from polydag.ir.values import OutputOf, Value
from polydag.syntax.data import Datum


@dataclass
class Jobs:
    """Reads the jobs of one module."""

    library: DagsterLibrary
    functions: Functions

    def read(self, job: Definition) -> Pipeline:
        """The pipeline of a job."""
        arguments, collector = job.arguments, self.functions.collector
        hooks = hooks_of((arguments.take("hooks"),)) if arguments.peek("hooks") is not None else ()  # type: ignore[arg-type]  # peeked
        retry_given = arguments.take("op_retry_policy")
        shared = retry_of(retry_given) if retry_given is not None else None
        owners = texts_of(arguments.take("owners"))
        owner = owners[0].removeprefix("team:") if owners else None
        window = window_of(arguments.peek("partitions_def"))
        builder = self._built(job)
        tasks = [self._task(i, builder, shared, hooks) for i in builder.invocations]
        tasks = [task.model_copy(update={"owner": owner}) for task in _commented_once(tasks)]
        tasks = [_with_rule(task, tasks) for task in tasks]
        arguments.take("name", 0)
        description = text_of(arguments.take("description"))
        function = self._doc(job)
        tags = job_tags(arguments.take("tags"), Owner(job.name, job.span, collector))
        pipeline = Pipeline(
            id=job.name,
            nodes=tuple(tasks),
            groups=tuple(
                Group(path=path)
                for path in dict.fromkeys(i.group for i in builder.invocations if i.group)
            ),
            parameters=self._parameters(builder),
            start=window.start if window is not None else None,
            outcome="any",
            defaults=Defaults(retry=shared, hooks=hooks, owner=owner),
            tags=tags.labels,
            description=description,
            doc=function,
            comment=job.comment,
            function=job.function.name if job.decorator == "job" else None,
            address=job.name,
            span=job.place,
            extras=leftovers(arguments, job.name, collector, job.span, tags.extras),
        ).model_copy(update=dict(tags.policies))
        return with_optional(pipeline, builder.invocations, self.functions.found)

    def _built(self, job: Definition) -> Builder:
        builder = Builder(
            job.name, self.functions.evaluator, self.functions, self.functions.collector
        )
        self.library.builder = builder
        self.functions.evaluator.run_body(job.function, {})
        self.library.builder = None
        return builder

    def _doc(self, job: Definition) -> str | None:
        node = job.function.node
        return None if isinstance(node, ast.Lambda) else ast.get_docstring(node)

    def _task(
        self,
        invocation: Invocation,
        builder: Builder,
        shared: Retry | None,
        hooks: tuple[Hook, ...],
    ) -> Task:
        op, arguments = invocation.op, invocation.op.arguments
        outputs = declared_outputs(op)
        optional = self._optional(invocation, builder)
        names = tuple(output.name for output in outputs)
        function = self.functions.lifted(op.function, names, optional, types_of(op))
        own: Datum | None = op.retry if op.retry is not None else arguments.peek("retry_policy")
        retry = retry_of(_fresh(own)) if own is not None else (shared or Retry())
        stated = op.tags if op.tags is not None else arguments.peek("tags")
        tags = op_tags(stated, Owner(op.name, op.span, self.functions.collector))
        task_hooks = tuple(dict.fromkeys((*hooks_of(op.hooks), *hooks)))
        return Task(
            id=invocation.id,
            operation=Call(function=function.name, arguments=invocation.arguments),
            group=invocation.group,
            mapping=invocation.mapping,
            retry=retry,
            hooks=task_hooks,
            pool=text_of(arguments.peek("pool")),
            tags=tags.labels,
            doc=text_of(arguments.peek("description")),
            comment=invocation.site.comment,
            source="dagster.op",
            origin=origin(invocation.id, function, mapped=invocation.mapping is not None),
            span=invocation.site.place,
            extras=self._extras(op, tags),
        ).model_copy(update=dict(tags.policies))

    def _optional(self, invocation: Invocation, builder: Builder) -> tuple[str, ...]:
        """The outputs that the op may leave out; instances that leave out one of several have no counterpart."""
        optional = left_out(invocation.op)
        if invocation.mapping is None or len(declared_outputs(invocation.op)) == 1:
            return optional
        for output in optional:
            place = {"task": invocation.id, "pipeline": builder.pipeline}
            told = OutputSkips(output=output, span=invocation.op.span, **place)
            self.functions.collector.tell(told)
        return ()

    def _extras(self, op: Definition, tags: Tags) -> dict[str, dict[str, Value]]:
        """What only Dagster has; the arguments that were peeked at are taken once for all calls of the op."""
        for name in _READ:
            op.arguments.take(name)
        return leftovers(op.arguments, op.name, self.functions.collector, op.span, tags.extras)

    def _parameters(self, builder: Builder) -> tuple[RunParameter, ...]:
        ops = [invocation.op for invocation in builder.invocations]
        return parameters_of(ops, builder.pipeline, self.functions)


# Arguments that were peeked at, as an op may be called several times.
_READ = (
    "name",
    "description",
    "ins",
    "out",
    "retry_policy",
    "tags",
    "pool",
    "config_schema",
    "required_resource_keys",
)


def _commented_once(tasks: list[Task]) -> list[Task]:
    """Calls that stand in one statement share the comment above it: the first one keeps it."""
    found: list[Task] = []
    for task in tasks:
        is_known = bool(task.comment) and any(task.comment == other.comment for other in found)
        found.append(task.model_copy(update={"comment": ""}) if is_known else task)
    return found


def _fresh(datum: Datum) -> Datum:
    """A policy may be shared by several definitions: each reads all of its arguments."""
    arguments = getattr(datum, "arguments", None)
    if arguments is not None:
        arguments.taken.clear()
    return datum


def _with_rule(task: Task, tasks: list[Task]) -> Task:
    """A task that takes a collected mapping also runs when there was nothing to map over."""
    mapped = {other.id for other in tasks if other.mapping is not None}
    over = {
        v.task
        for v in (task.mapping.over.values() if task.mapping else ())
        if isinstance(v, OutputOf)
    }
    read = {output.task for output in outputs_read(task)} - over
    return task.model_copy(update={"rule": "none_failed"}) if read & mapped else task
