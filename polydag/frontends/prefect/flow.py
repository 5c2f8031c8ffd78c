"""The body of a flow as a graph: each call of a task becomes one, in the order in which the program gets there."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from polydag.diagnostics import Diagnostic
from polydag.frontends.prefect import codes
from polydag.frontends.prefect.arguments import Bound, bind, is_over
from polydag.frontends.prefect.drafts import Draft, Side, TryDraft, covers
from polydag.frontends.prefect.handles import FlowHandle, Output, TaskHandle, Wrapped
from polydag.frontends.prefect.launches import launch_of, names_flow, start_of
from polydag.frontends.prefect.unseen import failure_unseen
from polydag.frontends.prefect.values import Values, outputs_in
from polydag.ir.functions import Function
from polydag.ir.operations import Call
from polydag.ir.tasks import Group, Mapping, Placement, TriggerRule
from polydag.ir.values import Code, Value, VariableOf
from polydag.syntax.bindings import first_free
from polydag.syntax.calls import CallSite, Site
from polydag.syntax.data import Datum, Known, ListData, LoopVariable, TupleData, parts
from polydag.syntax.scope import LoopFrame

Before = Draft | TryDraft


@dataclass
class Place:
    """Where in the program the reading is: subflow, conditions, loops.

    The first `kept` guards hold to the end: those of the caller, and those that an early `return` left.
    """

    group: tuple[str, ...] = ()
    address: tuple[str, ...] = ()
    loops: int = 0
    guards: list[Side] = field(default_factory=list)
    kept: int = 0
    final: Final | None = None


@dataclass(frozen=True, eq=False)
class Final:
    """A `finally`: its first task comes after all of these, by a rule that lets it run although some failed."""

    after: list[Before]
    rule: TriggerRule


class FlowReading:
    """The tasks of one flow. `frontier` is what must have succeeded before the program goes on from here."""

    def __init__(self, flow: FlowHandle) -> None:
        self.flow = flow
        self.library = flow.library
        self.drafts: list[Draft] = []
        self.tries: list[TryDraft] = []
        self.groups: dict[tuple[str, ...], Group] = {}
        self.functions: dict[str, Function] = {}
        self.made: dict[int, Output] = {}
        self.values = Values(self.made)
        self.frontier: list[Before] = []
        self.here = Place()
        self.returns_early = False
        self._ids: Counter[str] = Counter()
        self._addresses: Counter[str] = Counter()

    def call(self, task: TaskHandle, how: str, site: CallSite) -> Output:
        """A task that is called, submitted or mapped."""
        bound = bind(task.function, site)
        if site.arguments.spreads:
            self.tell(
                codes.CallNotReadable(
                    line=site.source,
                    reason="it is given arguments that are not known",
                    span=site.span,
                )
            )
        draft = self._draft(task, site)
        self._give(draft, task, bound, how, site)
        draft.fatal = how == "call" and not _is_true(bound.options.get("return_state"))
        self.order(draft, bound.options, blocks=draft.fatal)
        if told := failure_unseen(draft, site):
            self.tell(told)
        loop = self._over(site)
        result = Output(
            self.library, draft, is_future=how in ("submit", "map"), element=loop.id if loop else ""
        )
        self.made[id(site.node)] = result
        return result

    def _draft(self, task: TaskHandle, site: CallSite) -> Draft:
        name, suffix = task.name, self._suffix(site.loops)
        id_ = self.fresh(".".join((*self.here.group, name + suffix)))
        address = "/".join((*self.here.address, f"{task.name}@{site.module.place(site.node).line}"))
        draft = Draft(
            id=id_,
            template=".".join((*_without(self.here.group, self._suffix(site.loops, 0)), name)),
            operation=Call(function=self.library.function_of(task)),
            settings=self.library.settings_of(task),
            place=site.place,
            comment=site.comment,
            symbol=site.target,
            source="prefect.task",
            group=self.here.group,
            loops=self._known_loops(site),
            guards=tuple(self.here.guards),
        )
        instance = self._addresses[address]
        self._addresses[address] += 1
        draft.origin = Placement(
            address=address,
            function=task.function.name,
            packing=self.library.packing_of(task),
            instance=instance,
        )
        self.drafts.append(draft)
        return draft

    def _give(self, draft: Draft, task: TaskHandle, bound: Bound, how: str, site: CallSite) -> None:
        """Arguments and mapping of a call."""
        over: dict[str, Value] = {}
        arguments: dict[str, Value] = {}
        loop = self._over(site)
        for name, datum in bound.data.items():
            given = over if self._is_mapped(datum, how, loop) else arguments
            given[name] = (
                self._collection(datum, loop)
                if loop and given is over
                else self.values.value(datum)
            )
            self._link(draft, datum)
        if loop:
            draft.data += [
                output.draft
                for output in outputs_in(loop.iterable)
                if output.draft not in draft.data
            ]
            self._several(draft, loop, site)
        launch = launch_of(task.function, arguments) if not (over or loop) else None
        called = Call(function=self.library.function_of(task), arguments=arguments)
        draft.operation = launch or called
        started = None if launch else start_of(task.function)
        flow = started.pipeline if started else names_flow(task.function)
        if flow is not None and not launch:
            self.tell(codes.FlowInBody(task=draft.id, flow=flow, span=site.span))
        draft.member = Call(
            function=self.library.function_of(task), arguments=self._templates(bound, draft, site)
        )
        if over:
            blocks = loop is not None and how == "call"
            mode = "product" if len(over) == 1 else "zip"
            draft.mapping = Mapping(
                mode=mode,
                over=over,
                limit=1 if loop and blocks else None,
                stop_on_failure=bool(loop and blocks),
            )
            assert draft.origin is not None
            draft.origin = draft.origin.model_copy(update={"mapped": True, "instance": None})
        elif loop or how == "map":
            reason = (
                "the loop gives it nothing of its element" if loop else "it is mapped over nothing"
            )
            self.tell(codes.CallNotReadable(line=site.source, reason=reason, span=site.span))

    def _link(self, draft: Draft, datum: Datum) -> None:
        for output in outputs_in(datum):
            if output.draft is not draft and output.draft not in draft.data:
                draft.data.append(output.draft)
        if isinstance(datum, Wrapped) and datum.how == "allow_failure":
            draft.rule = "all_done"
            self.tell(codes.FailureAllowed(task=draft.id, pipeline=self.flow.name))

    def _several(self, draft: Draft, loop: LoopFrame, site: CallSite) -> None:
        """Tell when a loop over something unknown has more than one task."""
        others = [d for d in self.drafts if d is not draft and d.loop == loop.id]
        draft.loop = loop.id
        if others:
            told = codes.LoopInterleaved(
                iterable=loop.source.text,
                task=others[0].id,
                pipeline=self.flow.name,
                span=site.span,
            )
            self.tell(told)

    def _is_mapped(self, datum: Datum, how: str, loop: LoopFrame | None) -> bool:
        if loop is not None:
            return is_over(datum, loop)
        if how != "map" or isinstance(datum, Wrapped):
            return False
        return not isinstance(datum, Known)

    def _collection(self, datum: Datum, loop: LoopFrame) -> Value:
        """What a mapped task is mapped over, from the value that one element gives."""
        if isinstance(datum, Output):
            return self.values.value(datum)
        if isinstance(datum, LoopVariable) and datum.text == _target(loop):
            return self.values.value(loop.iterable)
        inner = self.values.code(datum)
        over = self.values.value(loop.iterable)
        name = loop.source.text if loop.source.text.isidentifier() else "items"
        reads = {n: v for n, v in inner.reads.items() if n not in loop.variables} | {name: over}
        if isinstance(over, Code):
            reads = {n: v for n, v in reads.items() if n != name} | over.reads
            return Code(
                text=f"[{inner.text} for {_target(loop)} in {over.text}]",
                names=(*inner.names, *over.names),
                reads=reads,
            )
        return Code(
            text=f"[{inner.text} for {_target(loop)} in {name}]", names=inner.names, reads=reads
        )

    def _templates(self, bound: Bound, draft: Draft, site: CallSite) -> dict[str, Value]:
        """The arguments with the variables of the loops around left in them."""
        if not draft.loops:
            return {}
        family = draft.loops[0].id
        renamed = {id(d): d.template for d in self.drafts if d.loops and d.loops[0].id == family}
        values = Values(self.made, renamed)
        variables = frozenset(name for frame in draft.loops for name in frame.variables)
        found: dict[str, Value] = {}
        for name, argument in bound.arguments.items():
            template = site.argument_template(argument)
            if template is None or isinstance(argument.datum, Output):
                found[name] = values.value(argument.datum)
            else:
                found[name] = _of_variables(values.value(template), variables)
        return found

    def order(self, draft: Draft, options: dict[str, Datum], blocks: bool) -> None:
        """Put a task behind what the program has waited for, and behind what the call names."""
        waits = options.get("wait_for")
        if waits is not None and any(
            isinstance(part, Wrapped) and part.how == "allow_failure" for part in parts(waits)
        ):
            draft.rule = "all_done"
        for output in outputs_in(waits) if waits is not None else ():
            if output.draft not in draft.data and output.draft not in draft.control:
                draft.control.append(output.draft)
        self.follow(draft)
        if blocks:
            self.pass_by(draft)

    def follow(self, draft: Draft) -> None:
        """Sequence edges from the frontier, where no other way already keeps the order."""
        final, self.here.final = self.here.final, None
        known = [*draft.data, *draft.control]
        if final is not None:
            draft.rule = final.rule
            draft.sequence += [before for before in final.after if before not in known]
            self.frontier = []
            return
        draft.sequence += [
            before
            for before in self.frontier
            if before not in known and not covers([*known], before)
        ]

    def pass_by(self, draft: Before) -> None:
        """The program goes on only after this has succeeded."""
        self.frontier = [
            *(b for b in self.frontier if b is not draft and not covers([draft], b)),
            draft,
        ]

    def succeed(self, output: Output) -> None:
        """The program asked for a result: a failure of the task ends the flow here."""
        output.draft.fatal = True
        if output.draft not in self.frontier:
            self.pass_by(output.draft)

    def glue(self, name: str, function: Function, code: Code, datum: Datum, site: Site) -> Draft:
        """A task of polydag's own for code between tasks."""
        self.functions[function.name] = function
        draft = Draft(
            id=self.fresh(".".join((*self.here.group, name))),
            template=name,
            operation=Call(function=function.name, arguments=dict(code.reads)),
            place=site.place,
            comment=site.comment,
            role="glue",
            group=self.here.group,
            guards=tuple(self.here.guards),
            fatal=True,
            loops=self._known_loops(site),
        )
        draft.member = draft.operation
        draft.origin = Placement(how="glue", function=function.name)
        self._link(draft, datum)
        self.drafts.append(draft)
        self.follow(draft)
        self.pass_by(draft)
        return draft

    def fresh(self, base: str) -> str:
        """An id that no task has: the second of a name is `name__1`."""
        count = self._ids[base]
        self._ids[base] += 1
        return base if not count else self.fresh(f"{base}__{count}")

    def fresh_function(self, base: str) -> str:
        """A name for a function of polydag's own that the module does not use."""
        base = re.sub(r"\W", "_", base)
        taken = self.functions.keys() | self.library.taken
        return first_free(base, taken)

    @contextmanager
    def inside(
        self, group: tuple[str, ...], address: tuple[str, ...], loops: int
    ) -> Iterator[None]:
        """The body of a subflow."""
        before = self.here
        self.here = Place(
            group, address, loops, list(before.guards), len(before.guards), before.final
        )
        try:
            yield
        finally:
            before.final = self.here.final
            self.here = before

    def subflow_name(self, flow: FlowHandle, loops: tuple[LoopFrame, ...]) -> str:
        """The last part of the group of a called flow."""
        base = re.sub(r"[.\s]+", "_", flow.name) + self._suffix(loops)
        path = ".".join((*self.here.group, base))
        return self.fresh(path).rpartition(".")[2] if self.here.group else self.fresh(path)

    def _known_loops(self, site: Site) -> tuple[LoopFrame, ...]:
        return tuple(frame for frame in site.loops if frame.index is not None)

    def _over(self, site: Site) -> LoopFrame | None:
        """The innermost loop over something unknown."""
        frames = [f for f in site.loops[self.here.loops :] if f.index is None]
        return frames[-1] if frames else None

    def _suffix(self, loops: tuple[LoopFrame, ...], start: int | None = None) -> str:
        """What tells the instances of loops over known values apart in ids."""
        frames = loops[self.here.loops if start is None else start :]
        return "".join(f"_{_label(frame)}" for frame in frames if frame.index is not None)

    def tell(self, diagnostic: Diagnostic) -> None:
        """Tell a finding."""
        self.library.tell(diagnostic)


def _without(group: tuple[str, ...], suffix: str) -> tuple[str, ...]:
    """The group's path as a family's members have it: without what tells the instances apart."""
    return tuple(part.removesuffix(suffix) if suffix else part for part in group)


def _of_variables(value: Value, variables: frozenset[str]) -> Value:
    """A template in which the variables of the loop are named instead of having one iteration's value."""
    if not isinstance(value, Code) or not variables & value.reads.keys():
        return value
    if value.text in variables:
        return VariableOf(name=value.text)
    reads = {n: VariableOf(name=n) if n in variables else v for n, v in value.reads.items()}
    return value.model_copy(update={"reads": reads})


def _label(frame: LoopFrame) -> str:
    values = [frame.values.get(name) for name in frame.variables]
    if len(values) == 1 and isinstance(values[0], Known) and isinstance(values[0].value, str | int):
        return re.sub(r"\W", "_", str(values[0].value))
    return str(frame.index)


def _target(loop: LoopFrame) -> str:
    target = getattr(loop.node, "target", None)
    if isinstance(target, ast.expr):
        return loop.module.segment(target)
    return ", ".join(loop.variables)


def _is_true(datum: Datum | None) -> bool:
    return isinstance(datum, Known) and bool(datum.value)


def handed(datum: Datum) -> Iterable[Output]:
    """The futures that a `return` hands to Prefect, which looks at their states: one, all of a map, or a flat list or tuple."""
    if isinstance(datum, Output) and datum.is_future:
        return [datum]
    items = datum.items if isinstance(datum, ListData | TupleData) else ()
    found = [i for i in items if isinstance(i, Output) and i.is_future and not i.draft.is_mapped]
    return found if len(found) == len(items) else []
