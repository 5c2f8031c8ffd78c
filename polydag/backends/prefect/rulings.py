"""Writes tasks whose trigger rule the flow evaluates on the states above them."""

from __future__ import annotations

from polydag.backends.prefect.calls import Callee
from polydag.backends.prefect.invocations import Invocations
from polydag.backends.prefect.lines import Lines
from polydag.backends.prefect.names import identifier
from polydag.backends.prefect.references import Reading, References
from polydag.backends.prefect.silent import NOTHING
from polydag.backends.prefect.states import Rules
from polydag.backends.prefect.steps import Program
from polydag.ir.operations import Choose, Opening
from polydag.rendering.imports import Import
from polydag.rendering.pyvalues import expression


class Rulings:
    """The plainest way to say a trigger rule in a flow: Prefect's own, an `if`, or a helper."""

    def __init__(
        self,
        program: Program,
        rules: Rules,
        references: References,
        invocations: Invocations,
        lines: Lines,
    ) -> None:
        self.program = program
        self.rules = rules
        self.graph = rules.graph
        self.references = references
        self.invocations = invocations
        self.lines = lines

    def write(self, callee: Callee, depth: int) -> None:
        """The task's lines."""
        id, rule = callee.task.id, callee.task.rule
        above = self.graph.upstream[id]
        sure = set(above) <= self.program.certain and not self._deciders(id)
        if sure and above and not self.graph.data[id] and callee.task.mapping is None:
            if rule in ("all_done", "always"):
                self._after_all(callee, depth)
                return
            if rule in ("one_failed", "all_failed") and not self.graph.downstream[id]:
                self._after_failure(callee, depth)
                return
        self._with_helper(callee, depth)

    def decision(self, callee: Callee, depth: int) -> None:
        """What a choice or gate said, as a variable: None when it failed or did not run."""
        id, operation = callee.task.id, callee.task.operation
        if not isinstance(operation, Choose | Opening) or not self.graph.downstream[id]:
            # Where nothing stands below, asking would only keep the others waiting.
            return
        base = "taken" if isinstance(operation, Choose) else "go_on"
        name = self.references.names.free(base, f"{identifier(id)}_said")
        self.references.decisions[id] = name
        helper = "chosen" if self._is_listed(id) else "output"
        self.lines.helpers.add(helper)
        self.lines.add(depth, f"{helper}({self.references.run(id)})", name)

    def _is_listed(self, id: str) -> bool:
        """Whether a choice may take several labels, or none."""
        many = getattr(self.graph.tasks[id].operation, "many", False)
        return bool(many) or NOTHING in self.rules.choices.get(id, {})

    def _after_all(self, callee: Callee, depth: int) -> None:
        """Prefect can wait for a task whatever its state."""
        self.lines.need(Import("prefect", "allow_failure"))
        above = self.references.runs(self.graph.upstream[callee.task.id])
        waits = ", ".join(_allowed(waited) for waited in above)
        text = self.invocations.submitted(callee, Reading.FUTURE, f"wait_for=[{waits}]")
        self.lines.add(depth, text, self.references.bind_run(callee.task.id))

    def _after_failure(self, callee: Callee, depth: int) -> None:
        """A notification that nothing waits for is submitted, or not."""
        runs = self.references.runs(self.graph.upstream[callee.task.id])
        listed = ", ".join(runs)
        self.lines.need(Import("prefect.futures", "wait"))
        self.lines.add(depth, f"wait([{listed}])")
        start = self.invocations.submitted(callee, Reading.MAYBE)
        if len(runs) == 1 and not listed.startswith("*"):
            test = f"not {listed}.state.is_completed()"
        else:
            word = "any" if callee.task.rule == "one_failed" else "all"
            one = self.references.names.inner().free("run", "future", "submitted")
            test = f"{word}(not {one}.state.is_completed() for {one} in [{listed}])"
            if word == "any" and {run.lstrip("*") for run in runs} <= self.references.loops:
                # Below a loop without an element it has nothing above it, and starts.
                test = f"not [{listed}] or {test}"
        name = self.references.bind_run(callee.task.id)
        self.references.lists.add(name)
        self.lines.add(depth, f"[{start}] if {test} else []", name)

    def _with_helper(self, callee: Callee, depth: int) -> None:
        id = callee.task.id
        above = self.graph.upstream[id]
        text = self.invocations.submitted(callee, Reading.MAYBE)
        if above:
            text = self._submitted_if(callee, f"lambda: {text}")
        tests = [self._allowance(decider, id) for decider in self._deciders(id)]
        if tests:
            self.lines.helpers.add("SKIPPED")
            test = " and ".join(f"({t})" if len(tests) > 1 and " or " in t else t for t in tests)
            text = f"{text} if {test} else SKIPPED"
        self.lines.add(depth, text, self.references.bind_run(id))
        self.decision(callee, depth)

    def _submitted_if(self, callee: Callee, submit: str) -> str:
        rule, above = callee.task.rule, self.graph.upstream[callee.task.id]
        setups = [u for u in above if self.graph.tasks[u].role == "setup"]
        others = ", ".join(self.references.each([u for u in above if u not in setups]))
        if rule == "all_done_setup_success" and setups:
            self.lines.helpers.add("submit_teardown")
            made = ", ".join(self.references.each(setups))
            return f"submit_teardown([{made}], [{others}], {submit})"
        rule = "all_done" if rule == "all_done_setup_success" else rule
        self.lines.helpers |= {"submit_if", rule}
        runs = ", ".join(self.references.each(above))
        return f"submit_if({rule}, [{runs}], {submit})"

    def _deciders(self, id: str) -> list[str]:
        """Choices and gates that can refuse the task whatever its rule."""
        tasks = self.graph.tasks
        direct = [
            u
            for u in self.graph.upstream[id]
            if isinstance(tasks[u].operation, Opening)
            or any(id in ids for ids in self.rules.choices.get(u, {}).values())
        ]
        cascading = set(self.rules.cascading(id))
        return list(dict.fromkeys((*direct, *(u for u in self.graph.order if u in cascading))))

    def _allowance(self, decider: str, id: str) -> str:
        name = self.references.decided(decider)
        operation = self.graph.tasks[decider].operation
        if isinstance(operation, Opening):
            return f"{name} is None or {name}"
        labels = [
            label for label in self.rules.choices[decider] if self.rules.leads(decider, label, id)
        ]
        if self._is_listed(decider):
            test = " or ".join(f"{expression(label).text} in {name}" for label in labels)
            return f"{name} is None or {test}"
        return f"{name} in {expression([*labels, None]).text}"


def _allowed(run: str) -> str:
    if run.startswith("*"):
        return f"*(allow_failure(one) for one in {run[1:]})"
    return f"allow_failure({run})"
