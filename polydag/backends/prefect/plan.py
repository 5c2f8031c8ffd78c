"""Decides what each pipeline of a module becomes: functions, task objects, the program of its flow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from polydag.backends.contract import Options
from polydag.backends.prefect.codes import HandlerNotCarried, LabelRefused
from polydag.backends.prefect.frames import idle_labels
from polydag.backends.prefect.needs import Needs, wanted_outputs
from polydag.backends.prefect.ruled import ruled
from polydag.backends.prefect.rules import RULES
from polydag.backends.prefect.sharing import shared_changes
from polydag.backends.prefect.silent import with_silence
from polydag.backends.prefect.states import Rules
from polydag.backends.prefect.steps import Program, Refuse
from polydag.backends.prefect.straight import straight
from polydag.backends.prefect.work import Launched, Site, Work
from polydag.diagnostics import Diagnostic
from polydag.ir.graph import Graph, graph_of
from polydag.ir.pipeline import Module, Pipeline
from polydag.ir.skips import skips_itself
from polydag.ir.tasks import Handler

Tell = Callable[[Diagnostic], None]


@dataclass(frozen=True, kw_only=True)
class PipelineDesign:
    """A pipeline's graph, what each task becomes, and the program; `wanted` are the outputs that somebody takes.

    `function` is the name of its flow's function, where tasks that call it had to know it.
    """

    pipeline: Pipeline
    graph: Graph
    rules: Rules
    needs: Needs
    program: Program
    works: Mapping[str, Work]
    wanted: Mapping[str, tuple[str, ...]]
    function: str | None = None


def design(
    module: Module,
    pipeline: Pipeline,
    options: Options,
    annotations: Mapping[str, str | None],
    launched: Mapping[str, Launched],
    tell: Tell,
) -> PipelineDesign:
    """The design of one pipeline."""
    pipeline = with_silence(module, pipeline)
    graph = graph_of(pipeline)
    rules = Rules(graph)
    wanted = wanted_outputs(graph)
    works = {}
    for id, task in graph.tasks.items():
        site = Site(
            task=task,
            graph=graph,
            options=options,
            tell=lambda d: tell(replace(d, pipeline=pipeline.id)),
            read=bool(wanted[id]),
            launched=launched,
            annotations=annotations,
            functions=module.functions,
            prelude=module.prelude,
        )
        works[id] = RULES.rule(task.operation)(task.operation, site)
    packed = _packed(module, graph, wanted)
    needs = Needs(graph, packed, lockstep=module.engine == "prefect", lazy=_lazy(module, graph))
    skipping = _skipping(module, graph)
    program, rules = _programmed(rules, needs, skipping)
    if program is None:
        program = _refused(ruled(rules, needs, skipping), pipeline, options, tell)
    for change in shared_changes(module, graph):
        tell(replace(change, pipeline=pipeline.id))
    for choice, label in sorted(rules.refused - program.leaving):
        tell(LabelRefused(pipeline=pipeline.id, task=choice, label=label))
    return PipelineDesign(
        pipeline=pipeline,
        graph=graph,
        rules=rules,
        needs=needs,
        program=program,
        works=works,
        wanted=wanted,
        function=launched[pipeline.id].function if pipeline.id in launched else None,
    )


def _programmed(
    rules: Rules, needs: Needs, skipping: frozenset[str]
) -> tuple[Program | None, Rules]:
    """The program without trigger rules, where there is one, and the rules as it takes them."""
    if _skips_above(skipping, rules.graph) or _many(rules.graph):
        return None, rules
    taken = Rules(rules.graph, idle_labels(rules))
    program = straight(taken, needs)
    return program, rules if program is None else taken


def _refused(program: Program, pipeline: Pipeline, options: Options, tell: Tell) -> Program:
    """A `try` around tasks cannot be said by trigger rules: the flow raises before it starts anything."""
    for node in pipeline.nodes:
        if isinstance(node, Handler):
            lost = HandlerNotCarried(pipeline=pipeline.id, tries=", ".join(node.tries))
            tell(lost)
            if options.unsupported != "warn":
                reason = f"{lost.code}: {lost.message}"
                program = replace(program, steps=(Refuse(reason), *program.steps))
    return program


def _packed(module: Module, graph: Graph, wanted: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """Tasks whose function returns several outputs, because somebody takes several of any of its calls."""
    by_function: dict[str, set[str]] = {}
    for id, task in graph.tasks.items():
        function = getattr(task.operation, "function", None)
        if function is not None:
            by_function.setdefault(function, set()).update(wanted[id])
    return frozenset(
        id
        for id, task in graph.tasks.items()
        if len(by_function.get(getattr(task.operation, "function", ""), ())) > 1
        and module.engine != "prefect"
    )


def _lazy(module: Module, graph: Graph) -> frozenset[str]:
    """Tasks whose function is a coroutine: the flow does not await, and a worker of its own runs what is submitted."""
    functions = {
        id: module.functions.get(getattr(task.operation, "function", ""))
        for id, task in graph.tasks.items()
    }
    return frozenset(id for id, function in functions.items() if function and function.is_async)


def _skipping(module: Module, graph: Graph) -> frozenset[str]:
    found = set()
    for id, task in graph.tasks.items():
        function = module.functions.get(getattr(task.operation, "function", ""))
        if skips_itself(task.operation, function):
            found.add(id)
    return frozenset(found)


def _skips_above(skipping: frozenset[str], graph: Graph) -> bool:
    return any(graph.downstream[id] for id in skipping)


def _many(graph: Graph) -> bool:
    return any(getattr(task.operation, "many", False) for task in graph.tasks.values())
