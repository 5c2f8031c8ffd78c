"""Reads files of Prefect: each flow that no other flow calls is a pipeline."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import partial

from polydag.diagnostics import Collector
from polydag.frontends.prefect import deployments, names, options
from polydag.frontends.prefect.assemble import edges_of, nodes_of, outcome_of, reached
from polydag.frontends.prefect.codes import NotRead, SeveralReturns
from polydag.frontends.prefect.deployments import Entry
from polydag.frontends.prefect.flow import FlowReading, handed
from polydag.frontends.prefect.gathering import gathered
from polydag.frontends.prefect.handles import FlowHandle, FlowParameter
from polydag.frontends.prefect.library import PrefectLibrary
from polydag.frontends.prefect.listener import Listener
from polydag.frontends.prefect.prelude import prelude_of
from polydag.frontends.prefect.projects import Deployed, deployed
from polydag.frontends.prefect.settings import Settings
from polydag.frontends.prefect.signature import run_parameters
from polydag.ir.functions import Function
from polydag.ir.model import Scalar
from polydag.ir.pipeline import Module, Pipeline
from polydag.ir.values import Json, Value
from polydag.syntax.calls import Arguments
from polydag.syntax.comments import leading_comment
from polydag.syntax.data import Datum, Known
from polydag.syntax.evaluate import Evaluator
from polydag.syntax.flow import RaisedError, Returned
from polydag.syntax.module import SourceModule
from polydag.syntax.prelude import module_comment
from polydag.syntax.project import Project


class PrefectFrontend:
    """The reader of Prefect 3."""

    engine = "prefect"

    def recognises(self, module: SourceModule) -> bool:
        """Whether the file imports Prefect."""
        # Without the word there is no import to look for.
        return "prefect" in module.text and any(map(names.owns, _imported(module.tree)))

    def read(
        self,
        module: SourceModule,
        project: Project,
        collector: Collector,
        *,
        graph_only: bool = False,
    ) -> Module:
        """The module's flows as pipelines."""
        settings = Settings(module, collector)
        library = PrefectLibrary(collector, settings)
        evaluator = Evaluator(project, library, collector)
        evaluator.run(module)
        own = [flow for flow in library.flows if flow.function.module is module]
        readings = {flow: _read_flow(flow, library, evaluator) for flow in own}
        started = {id(entry.flow.function.node) for entry in library.entries}
        kept = {
            flow: made
            for flow, made in readings.items()
            if id(flow.function.node) in started or not _is_called(flow, library)
        }
        functions = _functions(settings, kept)
        pipelines = tuple(_pipeline(flow, *made, library, evaluator) for flow, made in kept.items())
        return Module(
            path=module.display,
            name=module.name,
            engine=self.engine,
            version="3.8",
            doc=ast.get_docstring(module.tree),
            comment=module_comment(module),
            future_annotations=_has_future_annotations(module.tree),
            prelude=() if graph_only else prelude_of(module, settings, functions, pipelines),
            functions=functions,
            assets=settings.assets,
            pipelines=pipelines,
            extras=_extras(functions, module),
        )


def _extras(functions: Mapping[str, Function], module: SourceModule) -> dict[str, dict[str, Json]]:
    """The imports of Prefect that bodies read: whoever keeps the bodies keeps these."""
    own = [f.text for f in functions.values() if not f.synthesised]
    found: list[Json] = [*_imports_read("\n".join(own), module)]
    return {"prefect": {"imports": found}} if found else {}


def _read_flow(
    flow: FlowHandle, library: PrefectLibrary, evaluator: Evaluator
) -> tuple[FlowReading, Datum | None]:
    """Follow the body of a flow."""
    reading = FlowReading(flow)
    library.current = reading
    scope = evaluator.enter_scope(flow.function, Arguments())
    for name in options_names(flow):
        scope.names[name] = FlowParameter(name)
    try:
        signal = evaluator.run_in(
            flow.function, scope, Listener(library.control, reading, evaluator)
        )
    except RaisedError as error:
        library.tell(
            NotRead(
                flow=flow.name,
                reason=f"it raises {error}",
                span=flow.function.module.span(flow.function.node),
            )
        )
        signal = None
    finally:
        library.current = None
    returned = signal.datum if isinstance(signal, Returned) else None
    for output in handed(returned) if returned is not None else ():
        output.draft.fatal = True
    return reading, returned


def options_names(flow: FlowHandle) -> list[str]:
    """The parameters of the flow."""
    signature = flow.function.node.args
    return [
        argument.arg
        for argument in (*signature.posonlyargs, *signature.args, *signature.kwonlyargs)
    ]


def _pipeline(
    flow: FlowHandle,
    reading: FlowReading,
    returned: Datum | None,
    library: PrefectLibrary,
    evaluator: Evaluator,
) -> Pipeline:
    entries = [entry for entry in library.entries if entry.flow.function is flow.function]
    for entry in entries:
        deployments.tell_rest(entry, library.collector)
    options.tell_rest(flow.name, flow.options, library.collector)
    value = _value(flow, reading, returned, library)
    nodes, value = gathered(nodes_of(reading), value)
    outcome, listed = outcome_of(reading)
    node = flow.function.node
    module = flow.function.module
    call = _entry_text(entries)
    owner = deployments.Owner(flow.name, module.span(node), library.collector)
    project = deployed(flow, reading.values, owner)
    evaluate = partial(evaluator.evaluate, scope=flow.function.scope)
    parameters = run_parameters(flow, entries, project.parameters, reading.values, owner, evaluate)
    if project.timed:
        # A call of its own would leave out what the project's file schedules.
        call = None
    return Pipeline.model_validate(
        {
            "id": flow.name,
            "nodes": nodes,
            "edges": edges_of(reading),
            "groups": tuple(reading.groups.values()),
            "parameters": parameters,
            **deployments.timed(entries, project.timed, reading.values, owner),
            "outcome": outcome,
            "listed": listed,
            "returns": value,
            "retry": options.retry_of(flow.options),
            "timeout": options.seconds(flow.options.data.get("timeout_seconds")),
            "hooks": library.settings.hooks(flow.options, "flow"),
            "tags": _tags(entries, project),
            "description": options.text_of(flow.options.data.get("description")),
            "doc": library.doc_of(flow),
            "comment": "" if isinstance(node, ast.Lambda) else leading_comment(module.text, node),
            "function": flow.function.name,
            "symbol": flow.function.name,
            "address": flow.address,
            "entry": call,
            "entry_imports": _imports_read(call, module),
            "span": module.place(node),
        }
    )


def _tags(entries: list[Entry], project: Deployed) -> tuple[Scalar[str], ...]:
    """The labels of the flow's deployments, each once."""
    stated = (tag for entry in entries for tag in deployments.tags_of(entry))
    return tuple(dict.fromkeys((*stated, *project.tags)))


def _value(
    flow: FlowHandle, reading: FlowReading, returned: Datum | None, library: PrefectLibrary
) -> Value | None:
    """What the flow gives to its caller."""
    if returned is None or _is_none(returned):
        return None
    if reading.returns_early:
        node = flow.function.node
        library.tell(SeveralReturns(flow=flow.name, span=flow.function.module.span(node)))
        return None
    return reading.values.value(returned)


def _is_none(datum: Datum) -> bool:
    return isinstance(datum, Known) and datum.value is None


def _entry_text(entries: list[Entry]) -> str | None:
    calls = [entry for entry in entries if entry.site.scope.kind == "module"]
    return calls[0].text if calls else None


def _imports_read(text: str | None, module: SourceModule) -> tuple[str, ...]:
    """The imports of the engine that some code reads, which no prelude has."""
    read = {n.id for n in ast.walk(ast.parse(text or "")) if isinstance(n, ast.Name)}
    found = []
    for node in module.tree.body:
        if isinstance(node, ast.ImportFrom) and names.owns(node.module or ""):
            taken = [a for a in node.names if (a.asname or a.name) in read]
            found += [f"from {node.module} import {ast.unparse(alias)}" for alias in taken]
        elif isinstance(node, ast.Import):
            taken = [a for a in node.names if (a.asname or a.name.partition(".")[0]) in read]
            found += [f"import {ast.unparse(a)}" for a in taken if names.owns(a.name)]
    return tuple(found)


def _is_called(flow: FlowHandle, library: PrefectLibrary) -> bool:
    return any(called.function.node is flow.function.node for called in library.called)


def _functions(
    settings: Settings, kept: dict[FlowHandle, tuple[FlowReading, Datum | None]]
) -> dict[str, Function]:
    """The functions that the kept flows run, hooks included, in source order; polydag's own behind them."""
    for flow in kept:
        settings.hooks(flow.options, "flow")
    wanted = {name for reading, _ in kept.values() for name in reached(reading)}
    hooks = {
        hook.function
        for reading, _ in kept.values()
        for draft in reading.drafts
        if draft.settings is not None
        for hook in draft.settings.hooks
    }
    hooks |= {hook.function for flow in kept for hook in settings.hooks(flow.options, "flow")}
    hooks |= {
        d.settings.retry.condition
        for r, _ in kept.values()
        for d in r.drafts
        if d.settings is not None
    }
    own = {name: f for name, f in settings.functions.items() if name in wanted | hooks}
    ordered = sorted(own, key=lambda name: own[name].span.line if own[name].span else 0)  # type: ignore[union-attr]
    made = {
        name: f
        for reading, _ in kept.values()
        for name, f in reading.functions.items()
        if name in wanted
    }
    return {name: own[name] for name in ordered} | made


def _imported(tree: ast.Module) -> list[str]:
    found: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.append(node.module or "")
    return found


def _has_future_annotations(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module == "__future__"
        and any(alias.name == "annotations" for alias in node.names)
        for node in tree.body
    )
