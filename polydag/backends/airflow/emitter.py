"""Writes a module for Airflow: legalise, draw, decorate, lay out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from polydag.backends.airflow.codes import ReturnLost
from polydag.backends.airflow.context import FunctionBlock, ModuleContext, PipelineBlock
from polydag.backends.airflow.dag import dag_keywords, default_args, parameters
from polydag.backends.airflow.decorated import Decorated, decorate
from polydag.backends.airflow.draw import Drawing, draw, tell_foreign
from polydag.backends.airflow.flow import Flow
from polydag.backends.airflow.layout import Layout
from polydag.backends.airflow.legalise import legalise
from polydag.backends.airflow.moved import current_import
from polydag.backends.airflow.naming import OURS, Scope, identifier
from polydag.backends.airflow.native import with_native
from polydag.backends.airflow.open_loops import in_loops
from polydag.backends.airflow.placements import plan
from polydag.backends.airflow.storing import Storing, infer, keep_own
from polydag.backends.airflow.storing import plan as plan_storing
from polydag.backends.airflow.style import classic_functions
from polydag.backends.airflow.texts import Text, hook_text, hooks_of, task_text, with_pulls
from polydag.backends.airflow.versions.dialect import Dialect
from polydag.backends.airflow.work import Work, comment_lines, docstring
from polydag.backends.contract import Emission, Options, PlacedModule
from polydag.backends.ledger import View
from polydag.backends.open_loops import doubled, open_families
from polydag.backends.optional import with_tasks_for_outputs
from polydag.diagnostics import Collector
from polydag.ir.functions import Function
from polydag.ir.pipeline import Module, Pipeline
from polydag.ir.reads import arguments_of
from polydag.ir.tasks import Task
from polydag.ir.values import OutputOf, ParameterOf, Value, walk
from polydag.ir.values import Text as TextValue
from polydag.rendering.environment import render
from polydag.rendering.imports import ImportSet
from polydag.rendering.placeholders import IMPORTS, Placeholders
from polydag.rendering.stored import LOAD, SAVE

_LAID_OUT = [
    "nodes",
    "edges",
    "groups",
    "outcome",
    "listed",
    "style",
    "function",
    "symbol",
    "entry",
    "entry_imports",
    "comment",
]


class AirflowBackend:
    """Writes modules for one version of Airflow."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.key = dialect.key

    def write(self, module: Module, options: Options, collector: Collector) -> Emission:
        """Airflow code for a module."""
        if not any(open_families(pipeline) for pipeline in module.pipelines):
            return self._write(module, options, collector)
        tried = _Writer(doubled(module), self.dialect, options, Collector()).flows()
        return in_loops(module, tried, lambda m, c: self._write(m, options, c), collector)

    def _write(self, module: Module, options: Options, collector: Collector) -> Emission:
        written = with_tasks_for_outputs(with_native(module))
        writer = _Writer(written.module, self.dialect, options, collector)
        for task, told in written.told:
            writer.work.tell(told, task)
        return writer.emission()

    def gathered(self, modules: Sequence[PlacedModule]) -> Mapping[str, str]:
        """Nothing: Airflow looks through its folder by itself."""
        return {}


class _Writer:
    """One module on its way."""

    def __init__(
        self, module: Module, dialect: Dialect, options: Options, collector: Collector
    ) -> None:
        self.taken = frozenset(n for p in module.prelude for n in p.defines) | set(module.functions)
        imported = {n for piece in module.prelude if piece.kind == "import" for n in piece.defines}
        imports = ImportSet(taken=self.taken - imported)
        self.work = Work(module, dialect, options, collector, imports, Placeholders())
        self.work.logger = "log" if "log" not in self.taken else "task_log"
        if not self.work.is_own:
            self.work.not_carried = infer(module)
        self.storing = Storing()
        self.module = module
        self.scope = Scope({*self.taken, *OURS})

    def emission(self) -> Emission:
        """The draft, the plans, what a person must do."""
        prelude = self._prelude()
        flows = self.flows()
        keep_own(self.work)
        self.storing = plan_storing(flows, self.work, self._helper_names())
        classic = classic_functions(flows, self.work)
        scopes = self._scopes(flows)
        drawings = tuple(draw(flow, self.work, classic, scopes[flow.pipeline.id]) for flow in flows)
        decorated = decorate(drawings, self.work)
        texts = self._texts(drawings)
        pipelines = tuple(self._pipeline(drawing, decorated) for drawing in drawings)
        functions = tuple(self._functions(drawings, decorated, texts))
        context = ModuleContext(
            doc=self.work.holds.hold(docstring(self.module.doc)) if self.module.doc else "",
            comment=comment_lines(self.module.comment),
            imports=IMPORTS,
            prelude=prelude,
            logger="\n".join(s for s in self.work.module_statements),
            helpers=tuple(self.work.holds.hold(text) for text in self.work.helpers.values()),
            functions=functions,
            pipelines=pipelines,
        )
        return Emission(
            render=lambda: self.work.holds.draft(
                render("airflow/module.py.jinja", context), self.work.imports
            ),
            pipelines=tuple(plan(drawing, texts) for drawing in drawings),
            packages=tuple(self.work.packages),
            manual=tuple(self.work.manual),
            command=command(flows[0].pipeline.id) if flows else "",
            files=self.work.files,
            findings=self.work.close(),
        )

    def _prelude(self) -> tuple[str, ...]:
        found: list[str] = []
        if self.module.future_annotations:
            self.work.imports.add("__future__", "annotations")
        for piece in self.module.prelude:
            if piece.kind == "import":
                self.work.imports.add_text(piece.text)
            else:
                found.append(self.work.holds.hold(piece.text))
        for text in self.work.kept:
            # What the author's bodies, which stay as they are, read of Airflow.
            imported = current_import(text, self.work)
            self.work.imports.add_text(self.work.dialect.imported(imported))
        for function in self.module.functions.values():
            for capture in function.captured:
                if (
                    capture.how == "constant"
                    and capture.text is not None
                    and capture.name not in self.taken
                ):
                    found.append(self.work.holds.hold(f"{capture.name} = {capture.text}"))
        return tuple(dict.fromkeys(found))

    def flows(self) -> tuple[Flow, ...]:
        """The pipelines with what Airflow needs put in."""
        functions = dict(self.module.functions)
        found: list[Flow] = []
        for stated in self.module.pipelines:
            flow = legalise(
                with_pulls(Flow.of(stated, functions, self.taken | OURS), self.work), self.work
            )
            if flow.tasks:
                functions = dict(flow.functions)
                found.append(flow)
        return tuple(found)

    def _helper_names(self) -> dict[str, str]:
        wanted = (SAVE, LOAD) if self.work.not_carried else ()
        return {name: self.scope.take(name) for name in wanted}

    def _scopes(self, flows: tuple[Flow, ...]) -> dict[str, Scope]:
        """The variables of each DAG: those of a `@dag` function are its own."""
        made = {name for flow in flows for name in flow.functions}
        heads = {identifier(flow.pipeline.function or flow.pipeline.id) for flow in flows}
        found = {}
        for flow in flows:
            names = {p.name for p in flow.pipeline.parameters}
            names |= {v for family in open_families(flow.pipeline) for v in family.variables}
            names |= {identifier(t.id) for t in flow.tasks if t.operation.kind == "opaque"}
            found[flow.pipeline.id] = Scope({*self.taken, *OURS, *made, *heads, *names})
        return found

    def _texts(self, drawings: tuple[Drawing, ...]) -> dict[str, Text]:
        """The text of every function, by name."""
        found: dict[str, Text] = {}
        for drawing in drawings:
            for drawn in drawing.tasks.values():
                name = getattr(drawn.task.operation, "function", "")
                function = drawn.lowered.made or drawing.flow.functions.get(name)
                if function is not None and function.name not in found:
                    written = task_text(function, drawn.task, drawing.flow.pipeline, self.work)
                    found[function.name] = self.storing.applied(function.name, written)
                # A call that stays as it is reads functions by their names.
                for name in getattr(drawn.task.operation, "names", ()):
                    if name in drawing.flow.functions and name not in found:
                        found[name] = Text(drawing.flow.functions[name].text)
            for name, owner, events in hooks_of(drawing.flow):
                if name in drawing.flow.functions and name not in found:
                    text = hook_text(
                        drawing.flow.functions[name],
                        owner,
                        events,
                        self.work,
                        self._is_dag_hook(name),
                    )
                    found[name] = Text(text)
        return found

    def _is_dag_hook(self, name: str) -> bool:
        """Whether the callback is a DAG's; one that tasks have too is written for these."""
        return any(
            hook.function == name for pipeline in self.module.pipelines for hook in pipeline.hooks
        )

    def _functions(
        self, drawings: tuple[Drawing, ...], decorated: dict[str, Decorated], texts: dict[str, Text]
    ) -> list[FunctionBlock]:
        known: dict[str, Function] = {}
        for drawing in drawings:
            known |= dict(drawing.flow.functions)
            known |= {
                d.lowered.made.name: d.lowered.made
                for d in drawing.tasks.values()
                if d.lowered.made is not None
            }
        return [
            self._function(known[name], name, drawings, decorated, texts)
            for name in self._order(drawings, texts)
        ]

    def _order(self, drawings: tuple[Drawing, ...], texts: dict[str, Text]) -> list[str]:
        """The author's functions in their order, those that were made before the next one that a task runs."""
        hooks = {name for drawing in drawings for name, _, _ in hooks_of(drawing.flow)}
        written = [f.name for f in self.module.functions.values() if not f.synthesised]
        known = [name for name in written if name in texts]
        # Decorators name callbacks when the module is loaded, so these come first.
        made_hooks = [name for name in texts if name in hooks and name not in known]
        order = [*made_hooks, *sorted(known, key=lambda name: name not in hooks)]
        for drawing in drawings:
            after: str | None = None
            for drawn in reversed(list(drawing.tasks.values())):
                made = drawn.lowered.made
                name = (
                    made.name
                    if made is not None
                    else getattr(drawn.task.operation, "function", None)
                )
                if name is None:
                    continue
                if name not in order:
                    order.insert(order.index(after) if after in order else len(order), name)
                after = name
        return order

    def _function(
        self,
        function: Function,
        name: str,
        drawings: tuple[Drawing, ...],
        decorated: dict[str, Decorated],
        texts: dict[str, Text],
    ) -> FunctionBlock:
        head = decorated.get(name)
        told: list[str] = []
        if head is not None and len(head.overrides) == 1:
            for drawing in drawings:
                for drawn in drawing.tasks.values():
                    if drawn.lowered.function == name:
                        told += drawing.told(drawn.task.id, self.work)
        kept = [
            f"@{text}"
            for text in function.decorators
            if text.partition("(")[0].partition(".")[0] in self.taken
        ]
        return FunctionBlock(
            comments=(*comment_lines(function.comment), *told),
            decorators=(*((head.line,) if head is not None else ()), *kept),
            # What polydag made itself is formatted as the rest of its text is.
            text=texts[name].text
            if function.synthesised
            else self.work.holds.hold(texts[name].text),
        )

    def _pipeline(self, drawing: Drawing, decorated: dict[str, Decorated]) -> PipelineBlock:
        pipeline = drawing.flow.pipeline
        view = self.work.view(pipeline, pipeline.id, pipeline.id)
        view.use(*_LAID_OUT)
        tell_foreign(pipeline.extras, pipeline.id, pipeline.id, self.work)
        body = Layout(drawing, decorated, self.work).lines()
        if drawing.in_function:
            return self._in_function(drawing, view, body)
        return self._in_block(drawing, view, body)

    def _in_function(
        self, drawing: Drawing, view: View[Pipeline], body: list[str]
    ) -> PipelineBlock:
        pipeline = drawing.flow.pipeline
        name = self._dag_function(pipeline)
        read = {v.name for t in drawing.flow.tasks for v in _given(t) if isinstance(v, ParameterOf)}
        keywords = dag_keywords(
            view, self.work, default_args(view, self.work), with_doc=False, in_signature=bool(read)
        )
        own = {} if name == pipeline.id else {"dag_id": self.work.py(pipeline.id)}
        inner = ", ".join(
            f"{k}={v}"
            for k, v in (own | {k: self.work.use(v) for k, v in keywords.items()}).items()
        )
        known = parameters(pipeline, self.work) if read else ()
        arguments = ", ".join(p.text for p in known)
        doc = (
            [self.work.holds.hold(docstring(pipeline.doc, "    "))]
            if isinstance(pipeline.doc, str)
            else []
        )
        decorator = self.work.sdk("dag")
        return PipelineBlock(
            comments=(*comment_lines(pipeline.comment), *self.work.told(pipeline)),
            constants=(),
            head=(
                f"@{decorator}({inner})" if inner else f"@{decorator}",
                f"def {name}({arguments}):",
            ),
            body=(*doc, *body, *self._returned(drawing, view)),
            tail=f"{name}()",
        )

    def _in_block(self, drawing: Drawing, view: View[Pipeline], body: list[str]) -> PipelineBlock:
        pipeline = drawing.flow.pipeline
        shared = default_args(view, self.work)
        constants: tuple[str, ...] = ()
        keywords = dag_keywords(view, self.work, shared, with_doc=True)
        spelt = {"dag_id": self.work.py(pipeline.id)} | {
            k: self.work.use(v) for k, v in keywords.items()
        }
        if shared:
            name = self.scope.take("default_args", f"{identifier(pipeline.id)}_default_args")
            constants = (f"{name} = {spelt['default_args']}",)
            spelt["default_args"] = name
        inner = ", ".join(f"{k}={v}" for k, v in spelt.items())
        if pipeline.doc is not None and pipeline.doc == self.module.doc:
            spelt["doc_md"] = "__doc__"
            inner = ", ".join(f"{k}={v}" for k, v in spelt.items())
        self._returned(drawing, view)
        return PipelineBlock(
            comments=(*comment_lines(pipeline.comment), *self.work.told(pipeline)),
            constants=constants,
            head=(f"with {self.work.sdk('DAG')}({inner}) as {drawing.speller.dag_name}:",),
            body=tuple(body),
            tail="",
        )

    def _dag_function(self, pipeline: Pipeline) -> str:
        wish = identifier(pipeline.function or pipeline.id)
        return self.scope.take(wish, f"{wish}_dag")

    def _returned(self, drawing: Drawing, view: View[Pipeline]) -> list[str]:
        value = view.use("returns").returns
        if value is None:
            return []
        if (
            drawing.in_function
            and self.work.dialect.has("results of runs")
            and isinstance(value, OutputOf)
            and value.task in drawing.speller.handles
        ):
            return [f"return {drawing.speller.output(value)}"]
        lost = ReturnLost(pipeline=drawing.flow.pipeline.id)
        if not self.work.dialect.has("results of runs"):
            lost = replace(
                lost, reason=f"a run of Airflow {self.work.dialect.version} has no result"
            )
        self.work.tell(lost)
        return []


def command(name: str) -> str:
    """What runs a DAG once; Airflow tests only files that lie in its folder of DAGs."""
    return f"AIRFLOW__CORE__DAGS_FOLDER={{folder}} airflow dags test {name}"


def _given(task: Task) -> list[Value]:
    """The values that a task is given as they are; what stands in a text is rendered by Airflow."""
    given = [*arguments_of(task.operation).values()] if task.operation.kind in _CALLING else []
    if task.mapping is not None:
        given += task.mapping.over.values()
    return [inner for value in given for inner in walk(value) if not isinstance(value, TextValue)]


_CALLING = ("call", "choose", "gate", "check", "launch", "wait", "script")
