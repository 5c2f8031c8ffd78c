"""Control flow between tasks: conditions, loops over results, handlers, and code that is not a task's."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from polydag.frontends.prefect.cheap import is_cheap
from polydag.frontends.prefect.codes import (
    CallNotReadable,
    EffectBetweenTasks,
    TypedHandler,
    ValueOfOneSide,
)
from polydag.frontends.prefect.drafts import Draft, TryDraft
from polydag.frontends.prefect.flow import Final, FlowReading
from polydag.frontends.prefect.glue import condition_function, effect_function, value_function
from polydag.frontends.prefect.handles import Caught, Output
from polydag.frontends.prefect.jumps import is_read_behind, leaves
from polydag.frontends.prefect.values import outputs_in
from polydag.ir.check import span_of
from polydag.ir.operations import Choose
from polydag.ir.tasks import TriggerRule
from polydag.ir.values import Code
from polydag.syntax.calls import Site
from polydag.syntax.data import Datum, Known, ListData, Unknown
from polydag.syntax.dedent import dedent
from polydag.syntax.describe import describe
from polydag.syntax.flow import RaisedError, Returned, Signal
from polydag.syntax.library import Run, RunElement
from polydag.syntax.scope import Scope
from polydag.syntax.skipping import builds

if TYPE_CHECKING:
    from polydag.frontends.prefect.library import PrefectLibrary


class Control:
    """Follows what the evaluator leaves to a reader: everything that depends on results of tasks."""

    def __init__(self, library: PrefectLibrary) -> None:
        self.library = library
        self.finals: dict[int, FinalBlock] = {}

    def branch(
        self, flow: FlowReading, test: Datum, node: ast.If, run_then: Run, run_else: Run, site: Site
    ) -> Signal | None:
        """`if` on something that is known only when the flow runs: a choice, and the tasks of its sides."""
        body = [*node.body, *node.orelse]
        jumps = any(
            isinstance(inner, ast.Return | ast.Raise) for part in body for inner in ast.walk(part)
        )
        if not builds(site.evaluator, body, site.scope) and not jumps:
            return site.evaluator.skip_branches(node, run_then, run_else, site)
        if any(frame.index is None for frame in site.loops[flow.here.loops :]):
            reason = "a condition inside a loop over something unknown"
            self.library.tell(
                CallNotReadable(line=_first(site, node.test), reason=reason, span=site.span)
            )
        if _only_raises(node.body) and not node.orelse:
            self.guard(flow, test, node, site)
            return None
        choose = self._choose(flow, test, node, site)
        return self._sides(flow, choose, node, run_then, run_else, site)

    def _choose(self, flow: FlowReading, test: Datum, node: ast.If, site: Site) -> Draft:
        datum = test if isinstance(test, Unknown) else describe(node.test, site.scope)
        code = flow.values.code(datum)
        draft = Draft(
            id="",
            operation=Choose(function="", condition=code, arguments=dict(code.reads)),
            place=site.place,
            comment=site.comment,
            role="glue",
            group=flow.here.group,
            guards=tuple(flow.here.guards),
            fatal=True,
        )
        draft.data += dict.fromkeys(
            output.draft for output in (*outputs_in(test), *outputs_in(datum))
        )
        flow.drafts.append(draft)
        flow.follow(draft)
        flow.pass_by(draft)
        return draft

    def _sides(
        self,
        flow: FlowReading,
        choose: Draft,
        node: ast.If,
        run_then: Run,
        run_else: Run,
        site: Site,
    ) -> Signal | None:
        start = list(flow.frontier)
        before = dict(site.scope.names)
        then = self._side(flow, (choose, "true"), run_then, node.body, site)
        after_then, names_then = list(flow.frontier), dict(site.scope.names)
        flow.frontier = start
        site.scope.names.clear()
        site.scope.names.update(before)
        other = self._side(flow, (choose, "false"), run_else, node.orelse, site)
        self._finish(flow, choose)
        if isinstance(then, Returned) and isinstance(other, Returned):
            return other
        if isinstance(then, Returned):
            self._keep(flow, (choose, "false"), site)
            return None
        if isinstance(other, Returned):
            site.scope.names.update(names_then)
            flow.frontier = after_then
            self._keep(flow, (choose, "true"), site)
            return None
        flow.frontier = [*after_then, *(b for b in flow.frontier if b not in after_then)]
        if len(flow.frontier) > 1 and choose in flow.frontier and not _side_is_empty(flow, choose):
            flow.frontier.remove(choose)
        self._merge_names(site, before, names_then, node)
        return None

    def _keep(self, flow: FlowReading, side: tuple[Draft, str], site: Site) -> None:
        """What follows an early `return` runs only if its side was not taken."""
        if len(flow.here.guards) > flow.here.kept:
            reason = "a `return` inside nested conditions: what follows is read as if it did not stand there"
            self.library.tell(
                CallNotReadable(line=_first(site, site.node), reason=reason, span=site.span)
            )
            return
        flow.here.guards.append(side)
        flow.here.kept += 1
        flow.returns_early = flow.returns_early or not flow.here.group

    def _side(
        self,
        flow: FlowReading,
        side: tuple[Draft, str],
        run: Run,
        block: list[ast.stmt],
        site: Site,
    ) -> Signal | None:
        flow.here.guards.append(side)
        try:
            return run()
        except RaisedError:
            raised = next((s for s in block if isinstance(s, ast.Raise)), None)
            if raised is not None:
                self._outline(flow, "fail", describe(raised, site.scope), raised, site)
            return None
        finally:
            flow.here.guards.remove(side)

    def _finish(self, flow: FlowReading, choose: Draft) -> None:
        """Name the choice after the first task that it guards."""
        guarded = [d for d in flow.drafts if any(guard[0] is choose for guard in d.guards)]
        first = guarded[0].id.rpartition(".")[2] if guarded else "go_on"
        choose.id = flow.fresh(".".join((*choose.group, f"should_{first}")))
        assert isinstance(choose.operation, Choose)
        name = flow.fresh_function(choose.id.replace(".", "_"))
        condition = choose.operation.condition or Code(text="True")
        flow.functions[name] = condition_function(name, condition, choose.place)
        choose.operation = choose.operation.model_copy(update={"function": name})

    def _merge_names(
        self, site: Site, before: dict[str, Datum], then: dict[str, Datum], node: ast.If
    ) -> None:
        """Names after an `if`: one side's where the other leaves them as they were."""
        for name, datum in then.items():
            other = site.scope.names.get(name)
            if other is datum:
                continue
            if other is None or other is before.get(name):
                site.scope.names[name] = datum
                earlier = before.get(name)
                if isinstance(earlier, Output):
                    self.library.tell(ValueOfOneSide(name=name, span=site.span))
            elif not _agree(datum, other) and is_read_behind(name, node, site.module.tree):
                self.library.tell(ValueOfOneSide(name=name, span=site.span))

    def guard(self, flow: FlowReading, test: Datum, node: ast.If, site: Site) -> None:
        """`if …: raise …` becomes a task that raises."""
        datum = describe(node, site.scope)
        self._outline(flow, "check", datum, node, site)

    def effect(self, datum: Unknown, node: ast.Expr, site: Site) -> None:
        """A statement that calls something which is no task."""
        flow = self.library.current
        if flow is None or is_cheap(datum):
            return
        callee = node.value.func if isinstance(node.value, ast.Call) else node.value
        name = re.sub(r"\W+", "_", ast.unparse(callee)).strip("_")
        self._outline(flow, f"run_{name}", datum, node, site)

    def _outline(
        self, flow: FlowReading, name: str, datum: Unknown, node: ast.stmt, site: Site
    ) -> None:
        plain = flow.values.plain(datum) if isinstance(node, ast.Expr) else datum
        code = _at_column_zero(flow.values.code(plain), node)
        function = effect_function(flow.fresh_function(name), code, site.place)
        draft = flow.glue(name, function, code, datum, site)
        self._tell_effect(flow, draft, _first(site, node))

    def _tell_effect(self, flow: FlowReading, draft: Draft, line: str) -> None:
        told = EffectBetweenTasks(
            line=line, flow=flow.flow.name, task=draft.id, span=span_of(draft.place)
        )
        self.library.tell(told)

    def assigned(self, flow: FlowReading, target: ast.expr, scope: Scope, site: Site) -> None:
        """A value that is made between tasks by more than computing becomes a task of its own."""
        if not isinstance(target, ast.Name):
            return
        datum = scope.names.get(target.id)
        _name_whole(datum, target.id)
        if not isinstance(datum, Unknown):
            return
        plain = flow.values.plain(datum)
        if is_cheap(plain):
            if plain is not datum:
                site.evaluator.bind(scope, target.id, plain)
            return
        name = f"make_{target.id}"
        code = flow.values.code(plain)
        function = value_function(flow.fresh_function(name), code, site.place)
        draft = flow.glue(name, function, code, plain, site)
        site.evaluator.bind(scope, target.id, Output(self.library, draft))

    def loop(
        self, flow: FlowReading, iterable: Datum, node: ast.AST, run_body: RunElement, site: Site
    ) -> Signal | None:
        """A loop over something that is known only when the flow runs: its tasks are mapped."""
        before = list(flow.frontier)
        futures = isinstance(iterable, Output) and iterable.is_future and iterable.draft.is_mapped
        lists = {name for name, d in site.scope.names.items() if isinstance(d, ListData)}
        signal = run_body(iterable if futures else None)
        # An empty loop carries no order: what was waited for before stays waited for.
        flow.frontier = [*before, *(b for b in flow.frontier if b not in before)]
        for name in lists:
            self._gathered(site, name)
        return None if isinstance(signal, Returned) and not isinstance(node, ast.For) else signal

    def _gathered(self, site: Site, name: str) -> None:
        """A list that the loop filled with results is the mapped task's whole result."""
        datum = site.scope.names.get(name)
        match datum:
            case ListData(items=[Output() as only]) if datum.partial or only.draft.is_mapped:
                whole = Output(self.library, only.draft, is_future=only.is_future)
                site.evaluator.bind(site.scope, name, whole)
                only.draft.symbol = name

    def attempt(
        self, flow: FlowReading, node: ast.Try, run_body: Run, handlers: tuple[Run, ...], site: Site
    ) -> Signal | None:
        """`try` around tasks: a handler, and a last block that runs in any case."""
        count, start = len(flow.drafts), list(flow.frontier)
        signal = run_body()
        tries, names = flow.drafts[count:], dict(site.scope.names)
        if tries and handlers:
            self._handle(flow, node, tries, handlers, site)
            self._keep_names(names, node, site)
        if node.finalbody:
            block = FinalBlock(start, [*flow.drafts[count:]], node.finalbody[-1])
            self.finals |= {id(statement): block for statement in node.finalbody}
        return signal

    def _handle(
        self,
        flow: FlowReading,
        node: ast.Try,
        tries: list[Draft],
        handlers: tuple[Run, ...],
        site: Site,
    ) -> None:
        handler = node.handlers[0]
        types = ast.unparse(handler.type) if handler.type is not None else "Exception"
        draft = TryDraft(
            id=f"try_{tries[0].id}", tries=list(tries), binds=handler.name, place=site.place
        )
        last = handler.body[-1]
        draft.reraises = isinstance(last, ast.Raise)
        if types not in ("Exception", "BaseException") or len(handlers) > 1:
            draft.exceptions = (types,)
            self.library.tell(TypedHandler(exceptions=types, span=site.module.span(handler)))
        if handler.name:
            site.evaluator.bind(site.scope, handler.name, Caught(handler.name))
        count, kept = len(flow.drafts), list(flow.frontier)
        flow.frontier = []
        try:
            handlers[0]()
        except RaisedError:
            draft.reraises = True
        draft.body = flow.drafts[count:]
        for task in draft.body:
            task.fatal = True
        if not draft.reraises:
            for task in tries:
                task.fatal = False
            flow.tries.append(draft)
            flow.frontier = [draft]
        elif draft.body:
            flow.tries.append(draft)
            flow.frontier = kept
        else:
            flow.frontier = kept

    def _keep_names(self, tried: dict[str, Datum], node: ast.Try, site: Site) -> None:
        """Behind a `try` variables are what the `try` made of them, not its handler."""
        raises = all(isinstance(handler.body[-1], ast.Raise) for handler in node.handlers)
        handled = dict(site.scope.names)
        site.scope.names.clear()
        site.scope.names.update(handled | tried)
        for name in [] if raises else list(tried):
            other = handled.get(name)
            if not _agree(tried[name], other) and is_read_behind(name, node, site.module.tree):
                self.library.tell(ValueOfOneSide(name=name, block="try", span=site.span))
        if leaves([part for handler in node.handlers for part in handler.body]) or (
            leaves(node.body) and not raises
        ):
            reason = "it is left by a jump: what follows is read as if that did not stand there"
            self.library.tell(
                CallNotReadable(line=_first(site, node), reason=reason, span=site.span)
            )

    def begin_final(self, flow: FlowReading, statement: ast.stmt) -> None:
        """The statements of a `finally` run whatever became of the tasks in its `try`, if the program came to it."""
        block = self.finals.get(id(statement))
        if block is None or block.begun is not None:
            return
        block.begun = list(flow.frontier)
        tried = [up for up in block.inside if isinstance(up, Draft)]
        skips = any(guard not in flow.here.guards for up in tried for guard in up.guards)
        held: TriggerRule = "all_done_min_one_success" if block.start and not skips else "all_done"
        after = [*(b for b in block.start if b not in block.inside), *block.inside]
        flow.here.final = Final(after, held) if block.inside else None

    def end_final(self, flow: FlowReading, statement: ast.stmt) -> None:
        """After the `finally` the program goes on only where all went well."""
        block = self.finals.get(id(statement))
        if block is None or block.begun is None or statement is not block.last:
            return
        flow.here.final = None
        flow.frontier = [*(b for b in block.begun if b not in flow.frontier), *flow.frontier]


@dataclass(eq=False)
class FinalBlock:
    """The `finally` of a `try` around tasks: what was waited for before, the tasks inside, its last statement."""

    start: list[Draft | TryDraft]
    inside: list[Draft | TryDraft]
    last: ast.stmt
    begun: list[Draft | TryDraft] | None = None


def _agree(one: Datum, other: Datum | None) -> bool:
    """Whether a variable has one value on both sides."""
    if isinstance(one, Known) and isinstance(other, Known):
        return bool(one.value == other.value)
    return one is other


def _name_whole(datum: Datum | None, name: str) -> None:
    """A comprehension is one mapped task: the variable holds its whole result."""
    match datum:
        case ListData(items=[Output() as only]) if only.draft.is_mapped:
            only.draft.symbol = only.draft.symbol or name
        case Output() if datum.draft.is_mapped:
            datum.draft.symbol = datum.draft.symbol or name


def _at_column_zero(code: Code, node: ast.stmt) -> Code:
    return code.model_copy(update={"text": dedent(" " * node.col_offset + code.text).text})


def _side_is_empty(flow: FlowReading, choose: Draft) -> bool:
    sides = {label for d in flow.drafts for guard, label in d.guards if guard is choose}
    return len(sides) < 2


def _only_raises(body: list[ast.stmt]) -> bool:
    return len(body) == 1 and isinstance(body[0], ast.Raise)


def _first(site: Site, node: ast.AST) -> str:
    line = site.module.segment(node).strip().partition("\n")[0]
    return line if len(line) <= 60 else f"{line[:57]}..."
