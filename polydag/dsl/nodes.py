"""Tasks in a pipeline that is being built: what they give, and what they wait for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from polydag.dsl.building import DslError
from polydag.dsl.values import Given
from polydag.ir.operations import Choose
from polydag.ir.values import OutputOf, Value

if TYPE_CHECKING:
    from polydag.dsl.pipelines import Pipeline

Ends = TypeVar("Ends", "Node", "list[Node]")


class Node(Given):
    """A task of a pipeline. Given to another task it stands for its result; `node["name"]` is a named output or a key."""

    def __init__(self, pipeline: Pipeline, id: str, outputs: tuple[str, ...]) -> None:
        super().__init__(OutputOf(task=id, output=outputs[0] if len(outputs) == 1 else "result"))
        self.id = id
        self._pipeline = pipeline
        self._outputs = outputs

    @property
    def value(self) -> Value:
        """The task's result.

        Raises:
            DslError: it gives several outputs, none of which is the result.
        """
        if len(self._outputs) > 1 and "result" not in self._outputs:
            raise DslError(f"`{self.id}` gives several outputs: take one, {self._choices}")
        return self._value

    @property
    def _choices(self) -> str:
        return " or ".join(f'`{self.id}["{name}"]`' for name in self._outputs)

    def __getitem__(self, key: str | int) -> Given:
        """A named output, or what lies under a key or position of the result.

        Raises:
            DslError: the task gives several outputs, and none of that name.
        """
        if isinstance(key, str) and key in self._outputs:
            return Output(OutputOf(task=self.id, output=key))
        if len(self._outputs) > 1 and "result" not in self._outputs:
            raise DslError(f"`{self.id}` has no output {key!r}: take {self._choices}")
        return Output(OutputOf(task=self.id, path=(key,)))

    def __rshift__(self, other: Ends) -> Ends:
        """`a >> b`: b waits for a."""
        for node in _nodes(other):
            self._pipeline.edge(self, node)
        return other

    def __lshift__(self, other: Ends) -> Ends:
        """`a << b`: a waits for b."""
        self.after(*_nodes(other))
        return other

    def __rrshift__(self, others: Sequence[Node]) -> Node:
        """`[a, b] >> c`."""
        return self.after(*others)

    def __rlshift__(self, others: Sequence[Node]) -> Node:
        """`[a, b] << c`: a and b wait for c."""
        for node in _nodes(others):
            self._pipeline.edge(self, node)
        return self

    def after(self, *others: Node) -> Node:
        """Wait for these tasks too."""
        for other in others:
            self._pipeline.edge(other, self)
        return self

    def choose(self, labels: Mapping[str, Node | Sequence[Node]]) -> Node:
        """What each label of a branch starts: `pick(rows).choose({"full": a, "delta": [b, c]})`.

        Raises:
            DslError: the task is no branch.
        """
        task = self._pipeline.tasks[self.id]
        if not isinstance(task.operation, Choose):
            raise DslError(f"`{self.id}` is no branch: decorate its function with `@task.branch`")
        started = {label: tuple(_nodes(nodes)) for label, nodes in labels.items()}
        for nodes in started.values():
            self.__rshift__(list(nodes))
        ids = {label: tuple(node.id for node in nodes) for label, nodes in started.items()}
        operation = task.operation.model_copy(update={"labels": {**task.operation.labels, **ids}})
        self._pipeline.tasks[self.id] = task.model_copy(update={"operation": operation})
        return self


class Output(Given):
    """A part of what a task gives."""

    def __getitem__(self, key: str | int) -> Output:
        """What lies under a key or position."""
        if not isinstance(self.value, OutputOf):
            raise DslError("only outputs of tasks have parts")
        return Output(self.value.model_copy(update={"path": (*self.value.path, key)}))


def _nodes(ends: Node | Iterable[Node]) -> list[Node]:
    nodes = [ends] if isinstance(ends, Node) else list(ends)
    for node in nodes:
        if not isinstance(node, Node):
            raise DslError(f"{node!r} is no task of this pipeline")
    return nodes
