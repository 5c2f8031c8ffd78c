"""Functions that Prefect calls when a task or a run changes its state: what they ask of their three arguments."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Literal

from polydag.diagnostics import Collector
from polydag.frontends.prefect.context import lifted_of, outermost, tell_rest, uses_of
from polydag.ir.functions import Function, Use
from polydag.syntax.bodies import Body, with_uses
from polydag.syntax.data import FunctionData

Owner = Literal["task", "flow"]
# What hooks read of `(task, task_run, state)` and `(flow, flow_run, state)`, by position and attribute.
_STATE = {
    (2, "name"): "state",
    (2, "type"): "state",
    (2, "message"): "message",
    (1, "state_name"): "state",
}
_FACTS: dict[Owner, dict[tuple[int, str], str]] = {
    "task": {
        (0, "name"): "task_id",
        (1, "name"): "task_run_name",
        (1, "id"): "task_run_id",
        (1, "run_count"): "try_number",
        (1, "flow_run_id"): "run_id",
        **_STATE,
    },
    "flow": {
        (0, "name"): "pipeline",
        (1, "name"): "run_name",
        (1, "id"): "run_id",
        (1, "run_count"): "run_count",
        **_STATE,
    },
}
_ASKED = {"is_failed": "failed", "is_completed": "succeeded"}
_ENDS = {"failed": "failed", "completed": "succeeded"}


def read_hook(
    function: FunctionData, name: str, collector: Collector, owner: Owner, of_failure: bool
) -> Function:
    """A hook's function: what it reads of its arguments are facts of the run.

    With `of_failure` nothing but failures call it, so that the state's result is the exception.
    """
    lifted = lifted_of(function, name)
    given = tuple(parameter.name for parameter in lifted.parameters[:3])
    lifted = lifted.model_copy(update={"injected": given})
    body = Body(lifted, function.module)
    asked = _Asked(body, given, _FACTS[owner], of_failure)
    uses = list(outermost([*uses_of(body), *asked.found()]))
    tell_rest(body, uses, function, collector)
    return with_uses(lifted, uses)


class _Asked:
    """Walks a body, outermost expressions first."""

    def __init__(
        self,
        body: Body,
        given: tuple[str, ...],
        facts: dict[tuple[int, str], str],
        of_failure: bool,
    ) -> None:
        self.body = body
        self.given = given
        self.facts = facts
        self.of_failure = of_failure
        self.claimed: set[ast.AST] = set()

    def found(self) -> Iterator[Use]:
        for node in self.body.walk():
            if node not in self.claimed and isinstance(node, ast.expr):
                yield from self._at(node)

    def _at(self, node: ast.expr) -> Iterator[Use]:
        key = self._fact(node)
        is_compared = isinstance(self.body.parent(node), ast.Compare)
        if key is not None and not (is_compared and key in _ENDS.values()):
            yield self._claim(node, "parameter" if key.startswith("$") else "context", key)
        elif isinstance(node, ast.Name) and self._position(node) is not None:
            whole = self._whole(node)
            # What is computed of something that nobody knows is not known either.
            self.claimed.add(node)
            yield self.body.use("escape", whole, self.body.segment(whole))

    def _claim(self, node: ast.expr, kind: Literal["parameter", "context"], key: str) -> Use:
        self.claimed.update(ast.walk(node))
        return self.body.use(kind, node, key.removeprefix("$"))

    def _position(self, node: ast.AST) -> int | None:
        """Which argument a name stands for."""
        if not isinstance(node, ast.Name) or not isinstance(node.ctx, ast.Load):
            return None
        return self.given.index(node.id) if node.id in self.given else None

    def _fact(self, node: ast.expr) -> str | None:
        """The neutral word for what an expression asks; parameters of the run begin with `$`."""
        match node:
            case ast.Compare(left=left, ops=[ast.Eq() | ast.Is()], comparators=[other]):
                return _ENDS.get(self._end(other)) if self._known(left) == "state" else None
            case ast.Call():
                return self._called(node)
            case ast.Subscript(value=value, slice=ast.Constant(value=str(key))):
                return f"${key}" if self._is_parameters(value) else None
            case ast.Attribute():
                known = self._known(node)
                shown = isinstance(self.body.parent(node), ast.FormattedValue)
                return "exception" if known == "message" and shown else known
            case ast.Name() if self._position(node) == 2:
                return "outcome" if self._is_shown(node) else None
        return None

    def _known(self, node: ast.expr) -> str | None:
        if not isinstance(node, ast.Attribute):
            return None
        position = self._position(node.value)
        return None if position is None else self.facts.get((position, node.attr))

    def _end(self, node: ast.expr) -> str:
        """`"Failed"`, `StateType.FAILED`."""
        match node:
            case ast.Constant(value=str(word)) | ast.Attribute(attr=word):
                return word.lower()
        return ""

    def _called(self, node: ast.Call) -> str | None:
        match node:
            case ast.Call(
                func=ast.Attribute(value=value, attr="get"), args=[ast.Constant(value=str(key))]
            ):
                return f"${key}" if self._is_parameters(value) else None
            case ast.Call(func=ast.Attribute(value=ast.Name() as state, attr=name)):
                if self._position(state) != 2:
                    return None
                if name == "result" and self._keeps_failure(node):
                    return "exception" if self.of_failure else None
                return _ASKED.get(name)
        return None

    def _is_shown(self, node: ast.Name) -> bool:
        """Whether a state becomes text: `str(state)`, or inside an f-string."""
        match self.body.parent(node):
            case ast.FormattedValue() | ast.Call(func=ast.Name(id="str"), args=[_], keywords=[]):
                return True
        return False

    def _keeps_failure(self, node: ast.Call) -> bool:
        given = {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}
        return not node.args and given == {"raise_on_failure": "False"}

    def _is_parameters(self, node: ast.expr) -> bool:
        return (
            isinstance(node, ast.Attribute)
            and node.attr == "parameters"
            and self._position(node.value) == 1
        )

    def _whole(self, node: ast.expr) -> ast.expr:
        """The longest chain of attributes, keys and calls that begins with a name."""
        parent = self.body.parent(node)
        while (isinstance(parent, ast.Attribute | ast.Subscript) and parent.value is node) or (
            isinstance(parent, ast.Call) and parent.func is node
        ):
            node, parent = parent, self.body.parent(parent)
        return node
