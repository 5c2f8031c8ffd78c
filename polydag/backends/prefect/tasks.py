"""Collects the task objects of a module and prints them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from polydag.backends.acts import LIBRARIES
from polydag.backends.open_loops import written_id
from polydag.backends.prefect.assets import asset_constants, spoken_of
from polydag.backends.prefect.authored import Authored, authored
from polydag.backends.prefect.below import Below, below
from polydag.backends.prefect.calls import Callee
from polydag.backends.prefect.comments import comment_rows, notes, stated
from polydag.backends.prefect.context import TaskContext
from polydag.backends.prefect.definitions import Definition, Shared, changes, common
from polydag.backends.prefect.gaps import ORDER, names_of
from polydag.backends.prefect.hooks import Hooked
from polydag.backends.prefect.looped import LoopedTasks
from polydag.backends.prefect.names import Names
from polydag.backends.prefect.needs import given
from polydag.backends.prefect.plan import PipelineDesign
from polydag.backends.prefect.policies import hooks, policies
from polydag.backends.prefect.shown import shown
from polydag.backends.prefect.values import Scope
from polydag.backends.prefect.work import Work
from polydag.diagnostics import Diagnostic
from polydag.ir.functions import Function
from polydag.ir.pipeline import Module
from polydag.ir.tasks import Family, Task
from polydag.rendering.environment import render
from polydag.rendering.imports import Import
from polydag.rendering.placeholders import Placeholders
from polydag.rendering.pyvalues import Expression, expression

_NOTHING = Scope(
    lambda v: Expression(v.task),
    lambda v: Expression(v.task),
    Expression,
    lambda _, name: Expression(name),
)


class TaskBook:
    """Every task of every pipeline with the object that it calls."""

    def __init__(
        self, module: Module, designs: Sequence[PipelineDesign], tell: Callable[[Diagnostic], None]
    ) -> None:
        self.module = module
        self.tell = tell
        self.designs = designs
        bound = [name for part in module.prelude for name in part.defines]
        own = ("flow", "serve", "tags", "task", "wait", "runtime")
        self.names = Names([*bound, *module.functions, *names_of(ORDER), *own, *LIBRARIES])
        self.names.reserve(design.function for design in designs if design.function)
        self.looped = LoopedTasks(designs)
        self.imports: dict[Import, None] = {}
        self.helpers: set[str] = set()
        self.packages: dict[str, None] = {}
        self.made: dict[str, str] = {}
        self.hooked = Hooked(module, self.tell, self._keep)
        self.standing: set[str] = set()
        self.made_from: dict[str, Authored] = {}
        self.definitions: list[tuple[Definition, tuple[tuple[str, str], ...]]] = []
        self.callees: dict[tuple[str, str], Callee] = {}
        tasks = [task for design in designs for task in design.graph.tasks.values()]
        named = frozenset(asset for task in tasks for asset in (*task.publishes, *task.consumes))
        self.assets = asset_constants(module, self.names, named)
        for constant in self.assets.values():
            self.imports.update(dict.fromkeys(constant.imports))
        self.constants = [constant.text for constant in self.assets.values()]
        self._define()
        self.shared = self._shared()

    def callee(self, pipeline: str, task: str) -> Callee:
        """How a task is called."""
        return self.callees[pipeline, task]

    def label(self, task: Task) -> str:
        """What Prefect calls the task: its own name where it had one there."""
        return task.name if task.name and self.module.engine == "prefect" else written_id(task.id)

    def _define(self) -> None:
        done: set[str] = set()
        for design in self.designs:
            for id, work in design.works.items():
                if work.author is None:
                    self._own(design, id, work)
                elif work.author not in done:
                    done.add(work.author)
                    self._authors(work.author)

    def _own(self, design: PipelineDesign, id: str, work: Work) -> None:
        """A task whose function polydag writes."""
        task, first = design.graph.tasks[id], self.looped.first(design, id)
        if first is not None:
            made = self.callees[design.pipeline.id, first]
            self.callees[design.pipeline.id, id] = replace(made, task=task)
            return
        object_name = self.names.free(work.name, f"{work.name}_task")
        text = work.text.replace(f"def {work.name}(", f"def {object_name}(", 1)
        own, prints = design.pipeline.id, "print(" in text
        keywords = self._keywords(own, task, (object_name,), work.gives_up, prints)
        varying = self.looped.varying(design, id, keywords)
        self._keep(work.imports)
        self.helpers.update(work.helpers)
        definition = Definition(
            object=object_name,
            keywords={name: keywords[name] for name in keywords if name not in varying},
            text=text,
            comments=(*comment_rows(task.comment), *work.comment),
            assets=self._assets(task),
            above=self._standing(work),
        )
        self.definitions.append((definition, ((design.pipeline.id, id),)))
        # Only a task that nobody has written yet has other outputs than its result.
        outputs = design.wanted[id] or ("result",)
        self.callees[design.pipeline.id, id] = Callee(
            task=task,
            object=object_name,
            changes=varying,
            parameters=work.parameters or tuple(work.arguments),
            arguments=work.arguments,
            outputs=outputs,
            shape="tuple" if len(outputs) > 1 else "value",
        )

    def _standing(self, work: Work) -> str:
        """The author's function before the first task that calls it."""
        if work.standing is None or work.standing.function.name in self.standing:
            return ""
        self.standing.add(work.standing.function.name)
        return work.standing.made.text

    def _authors(self, name: str) -> None:
        """The tasks that run one function of the author."""
        users = self._users(name)
        tasks = [design.graph.tasks[id] for design, id in users]
        written = any(design.program.tolerant for design, _ in users)
        if not written and all(getattr(t.operation, "condition", None) is not None for t in tasks):
            self._conditions(users)
            return
        function = self.module.functions[name]
        wanted = tuple(o for d, id in users for o in d.wanted[id])
        gives_up = any(use.kind == "fail" for use in function.uses) and any(
            task.retry.count != 0 for task in tasks
        )
        pipelines = [design.pipeline for design, _ in users]
        known = spoken_of(tasks, self.assets, self.module)
        made = authored(self.module, function, tasks, wanted, gives_up, pipelines, known)
        self.made_from[name] = made
        self._keep(made.imports)
        self.helpers.update(made.needs & {*ORDER})
        for finding in made.findings([(design.pipeline.id, id) for design, id in users]):
            self.tell(finding)
        if gives_up:
            self.helpers.add("GiveUp")
        plain = self._plain_name(function)
        object_name = name if plain is None else self.names.free(f"{name}_task")
        only = (name,) if len(tasks) == 1 else ()
        own = [
            self._keywords(pipeline.id, task, only, gives_up, made.prints)
            for pipeline, task in zip(pipelines, tasks, strict=True)
        ]
        if len(tasks) > 1 or self._is_repeated(users):
            self._without_cache(own, tasks)
        shared = self.looped.unvarying(users, own, common(own))
        decorators = self._decorators(function, users)
        definition = Definition(
            object=object_name,
            keywords=shared,
            text=made.text,
            verbatim=True,
            comments=comment_rows(function.comment or stated(tasks[0])),
            assets=self._assets(tasks[0]),
            plain=plain,
            inner=decorators.inner,
            kept=decorators.kept,
        )
        self.definitions.append((definition, tuple((d.pipeline.id, id) for d, id in users)))
        for (design, id), keywords in zip(users, own, strict=True):
            self.callees[design.pipeline.id, id] = self._callee(
                design, id, made, object_name, name, changes(keywords, shared)
            )

    def _users(self, name: str) -> list[tuple[PipelineDesign, str]]:
        works = ((d, id, work) for d in self.designs for id, work in d.works.items())
        return [(design, id) for design, id, work in works if work.author == name]

    def _decorators(self, function: Function, users: Sequence[tuple[PipelineDesign, str]]) -> Below:
        """What decorates the function below the task, its helpers and imports noted."""
        made = below(function, users, self.module)
        self.helpers.update(made.helpers)
        self.packages.update(dict.fromkeys(made.packages))
        self._keep(made.imports)
        for finding in made.findings:
            self.tell(finding)
        return made

    def _conditions(self, users: Sequence[tuple[PipelineDesign, str]]) -> None:
        """An `if` of the source is an `if` again: no task."""
        for design, id in users:
            self.callees[design.pipeline.id, id] = Callee(
                task=design.graph.tasks[id], object="", arguments=design.works[id].arguments
            )

    def _callee(
        self,
        design: PipelineDesign,
        id: str,
        made: Authored,
        object_name: str,
        function: str,
        changed: Mapping[str, Expression],
    ) -> Callee:
        work = design.works[id]
        pulls = {made.pulls.get(key, key): value for key, value in work.pulls.items()}
        names = {parameter.lstrip("*") for parameter in made.parameters}
        arguments = {
            name: value
            for name, value in {**made.given, **work.arguments, **pulls}.items()
            if name in names
        }
        if not self._named(design, id, function):
            changed = {"name": expression(self.label(design.graph.tasks[id])), **changed}
        return Callee(
            task=design.graph.tasks[id],
            object=object_name,
            changes=changed,
            parameters=made.parameters,
            arguments=arguments,
            outputs=made.outputs,
            shape=made.shape,
        )

    def member(self, pipeline: str, family: Family, position: int) -> Callee:
        """How a family's member is called inside of the loop."""
        first = self.callees[pipeline, family.instances[0][position].id]
        task = family.members[position]
        arguments = {**given(task)}
        renamed = {self._pulled(task, key): value for key, value in arguments.items()}
        changed = dict(first.changes)
        changed.pop("name", None)
        if task.id in family.ids and ("name" in first.changes or family.bindings is None):
            changed = {"name": expression(family.ids[task.id]), **changed}
        own = {name: renamed.get(name, value) for name, value in first.arguments.items()}
        return replace(first, task=task, changes=changed, arguments=own)

    def _pulled(self, task: Task, key: str) -> str:
        made = self.made_from.get(getattr(task.operation, "function", ""))
        return made.pulls.get(key, key) if made is not None else key

    def _named(self, design: PipelineDesign, id: str, function: str) -> bool:
        """Whether the decorator gives the task its name already."""
        return len(self._users(function)) == 1 or self.label(design.graph.tasks[id]) == function

    def _keywords(
        self, pipeline: str, task: Task, names: tuple[str, ...], gives_up: bool, prints: bool
    ) -> dict[str, Expression]:
        def tell(told: Diagnostic) -> None:
            self.tell(replace(told, pipeline=pipeline))

        made = policies(task, _NOTHING, tell, gives_up, self.made)
        self._functions(made.functions)
        keywords: dict[str, Expression] = {}
        if names and not self.looped.computes(task) and self.label(task) not in names:
            keywords["name"] = expression(self.label(task))
        if task.doc and not self._documented(task):
            keywords["description"] = expression(task.doc)
        keywords |= {**shown(self.module, task, self.assets), **made.keywords}
        if prints and self.module.engine != "prefect":
            keywords["log_prints"] = expression(True)
        for value in keywords.values():
            self._keep(value.imports)
        for function in (*(found.function for found in task.hooks), task.retry.condition):
            self.hooked.keep(function, task.id)
        return keywords

    def _documented(self, task: Task) -> bool:
        function = self.module.functions.get(getattr(task.operation, "function", ""))
        return function is None or function.doc == task.doc

    def flow_hooks(self, design: PipelineDesign) -> dict[str, Expression]:
        """The state hooks of a flow."""
        functions: dict[str, str] = {}
        mine = self.hooked.of_flow(design.pipeline)
        found = hooks(mine, design.pipeline.id, functions, self.tell)
        self._functions(functions)
        return found

    def _functions(self, functions: Mapping[str, str]) -> None:
        self.made.update(functions)
        if any("EmailMessage" in text for text in functions.values()):
            self._keep((Import("os"), Import("smtplib"), Import("email.message", "EmailMessage")))

    def _is_repeated(self, users: Sequence[tuple[PipelineDesign, str]]) -> bool:
        """Whether one run may call the function twice with the same arguments."""
        return any(design.graph.tasks[id].mapping is not None for design, id in users)

    def _without_cache(self, own: list[dict[str, Expression]], tasks: Sequence[Task]) -> None:
        """Where results are persisted, Prefect takes the second of two equal calls of a run from its cache."""
        if self.module.engine == "prefect" or any(task.cache for task in tasks):
            return
        item = Import("prefect.cache_policies", "NO_CACHE")
        self._keep((item,))
        for keywords in own:
            keywords["cache_policy"] = Expression("NO_CACHE", (item,))

    def _plain_name(self, function: Function) -> str | None:
        """The function's name where other code calls it as a plain function."""
        readers = {name for part in self.module.prelude for name in part.reads}
        for other in self.module.functions.values():
            if other.name != function.name:
                readers |= set(other.names)
        return function.name if function.name in readers else None

    def _assets(self, task: Task) -> tuple[str, ...]:
        if not task.publishes:
            return ()
        self._keep((Import("prefect.assets", "materialize"),))
        return tuple(self.assets[id].name for id in task.publishes if id in self.assets)

    def _keep(self, imports: Sequence[Import]) -> None:
        self.imports.update(dict.fromkeys(imports))

    def _shared(self) -> Shared:
        stated = [d.pipeline.defaults for d in self.designs]
        if not stated or len(self.definitions) < 2:
            return Shared()
        first = stated[0]
        probe = Task(
            id="defaults",
            operation=self.designs[0]
            .graph.tasks[next(iter(self.designs[0].graph.tasks))]
            .operation,
            timeout=first.timeout,
            hooks=first.hooks,
        )
        if first.retry is not None:
            probe = probe.model_copy(update={"retry": first.retry})
        made = policies(probe, _NOTHING, lambda _: None, gives_up=False, known=self.made)
        return Shared(made.keywords)

    def defaults(self) -> str:
        """`TASK_DEFAULTS = {…}` where the source has shared options worth a name."""
        if not self.shared.stands:
            return ""
        entries = ", ".join(f'"{key}": {value.text}' for key, value in self.shared.keywords.items())
        return f"TASK_DEFAULTS = {{{entries}}}"

    def callbacks(self, holders: Placeholders) -> Iterator[str]:
        """Functions that Prefect calls by itself."""
        for text in self.hooked.texts.values():
            yield holders.hold(text)
        yield from self.made.values()

    def tasks(self, holders: Placeholders, told: Sequence[Diagnostic]) -> Iterator[str]:
        """Every task object, in the order of the source."""
        self.imports.setdefault(Import("prefect", "task"))
        for definition, users in self.definitions:
            decorator = self.shared.decorator(definition)
            body = holders.hold(definition.text) if definition.verbatim else definition.text
            decorators = (decorator, *filter(None, [definition.inner]), *definition.kept)
            wrapper = ""
            if definition.plain is not None:
                inner = definition.plain
                if definition.inner:
                    inner = f"{definition.inner}({inner})"
                wrapper, decorators = f"{definition.object} = {decorator}({inner})", definition.kept
            comments = (*definition.comments, *notes(told, users))
            if definition.above:
                yield holders.hold(definition.above)
            yield render(
                "prefect/task.py.jinja", TaskContext(comments, decorators, body, wrapper)
            ).rstrip("\n")
