"""What bodies ask of Dagster: context, config, outputs, verdicts, as uses with a neutral meaning."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from polydag.frontends.dagster.names import owns, short
from polydag.frontends.dagster.signature import Signature
from polydag.ir.functions import Use
from polydag.syntax.bodies import Body

# Attributes of a context, as dotted paths behind it.
_FACTS = {
    "run_id": "run_id",
    "run.run_id": "run_id",
    "dagster_run.run_id": "run_id",
    "job_name": "pipeline",
    "run.job_name": "pipeline",
    "dagster_run.job_name": "pipeline",
    "op.name": "task_id",
    "op_handle.name": "task_id",
    "op_def.name": "task_id",
    "retry_number": "retry_number",
    "partition_key": "partition_key",
    "has_partition_key": "has_partition_key",
    "partition_time_window.start": "data_interval_start",
    "partition_time_window.end": "data_interval_end",
    "scheduled_execution_time": "logical_date",
    "op_exception": "exception",
    "get_mapping_key": "map_index",
}
_OUTPUTS = ("Output", "DynamicOutput", "MaterializeResult")


def uses_of(body: Body, signature: Signature, outputs: tuple[str, ...]) -> list[Use]:
    """Every use of Dagster in a body."""
    return list(_Finder(body, signature, outputs).found())


class _Finder:
    def __init__(self, body: Body, signature: Signature, outputs: tuple[str, ...]) -> None:
        self.body = body
        self.signature = signature
        self.outputs = outputs
        self.claimed: set[ast.AST] = set()

    def found(self) -> Iterator[Use]:
        for node in self.body.walk():
            if node in self.claimed:
                continue
            yield from self._at(node)

    def _at(self, node: ast.AST) -> Iterator[Use]:
        match node:
            case ast.Import() | ast.ImportFrom():
                yield from self._import(node)
            case ast.Yield(value=ast.Call() as call) if self._is(
                call, *_OUTPUTS, "AssetCheckResult"
            ):
                self.claimed.add(call)
                yield self._given(node, call)
            case ast.Call() if self._is(node, *_OUTPUTS, "AssetCheckResult"):
                yield self._given(node, node)
            case ast.Raise(exc=ast.Call() as call) if self._is(call, "Failure"):
                self.claimed.add(call)
                message = self._argument(call, "description", 0)
                yield self.body.use("fail", call, message=message)
            case ast.Call(func=ast.Name() | ast.Attribute()) if self._is(
                node, "get_dagster_logger"
            ):
                yield self._log(node)
            case ast.Call() if self._path(node.func) == "add_output_metadata":
                self._claim(node.func)
                yield self.body.use("metadata", node, value=self._argument(node, "metadata", 0))
            case ast.Subscript(value=value, slice=ast.Constant(value=str(key))) if (
                self._path(value) == "op_config"
            ):
                self._claim(value)
                yield self.body.use("parameter", node, key)
            case ast.Attribute() | ast.Name():
                yield from self._name(node)

    def _name(self, node: ast.Attribute | ast.Name) -> Iterator[Use]:
        path = self._path(node)
        if path is None:
            yield from self._config(node)
            return
        self._claim(node)
        parts = path.split(".") if path else []
        if parts[:1] == ["log"]:
            yield self._log(self._inner(node, len(parts) - 1))
            return
        for length in range(len(parts), 0, -1):
            fact = _FACTS.get(".".join(parts[:length]))
            if fact is not None:
                inner = self._inner(node, len(parts) - length)
                call = self.body.parent(inner)
                whole = (
                    call
                    if isinstance(call, ast.Call) and call.func is inner and fact == "map_index"
                    else inner
                )
                yield self.body.use("context", whole, fact)
                return
        call = self.body.parent(node)
        whole = call if isinstance(call, ast.Call) and call.func is node else node
        yield self.body.use("escape", whole, self.body.segment(node))

    def _config(self, node: ast.Attribute | ast.Name) -> Iterator[Use]:
        match node:
            case ast.Attribute(value=ast.Name(id=name), attr=field) if (
                name in self.signature.configs
            ):
                self.claimed.add(node.value)
                yield self.body.use("parameter", node, field)
            case ast.Name(id=name) if (
                name in self.signature.injected and name != self.signature.context
            ):
                yield self.body.use("escape", node)

    def _log(self, node: ast.expr) -> Use:
        name = self.body.assigned_to(node)
        if name is not None:
            return self.body.use("logger", node, name)
        parent = self.body.parent(node)
        return self.body.use(
            "log", node, parent.attr if isinstance(parent, ast.Attribute) else "info"
        )

    def _given(self, node: ast.Call | ast.Yield, call: ast.Call) -> Use:
        name = short(self.body.qualified(call.func) or "")
        if name == "AssetCheckResult":
            return self.body.use(
                "verdict",
                node,
                passed=self._argument(call, "passed", 0),
                description=self._argument(call, "description", None),
                metadata=self._argument(call, "metadata", None),
                severity=self._argument(call, "severity", None),
            )
        if name == "MaterializeResult":
            value = self._argument(call, "value", None)
            return self.body.use(
                "output",
                node,
                self.outputs[0] if len(self.outputs) == 1 else "result",
                value=value if value is not None else "None",
                metadata=self._argument(call, "metadata", None),
            )
        return self._output(node, call, dynamic=name == "DynamicOutput")

    def _output(self, node: ast.Call | ast.Yield, call: ast.Call, dynamic: bool) -> Use:
        named = self._argument(call, "output_name", 2 if dynamic else 1)
        key = named.value if isinstance(named, ast.Constant) else None
        only = self.outputs[0] if len(self.outputs) == 1 else "result"
        return self.body.use(
            "output",
            node,
            str(key) if key not in (None, "result") else only,
            value=self._argument(call, "value", 0) or "None",
            metadata=self._argument(call, "metadata", None),
            mapping_key=(self._argument(call, "mapping_key", 1) or "None") if dynamic else None,
        )

    def _import(self, node: ast.Import | ast.ImportFrom) -> Iterator[Use]:
        module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
        mine = owns(module) if module else all(owns(alias.name) for alias in node.names)
        if mine:
            yield self.body.use("import", node)

    def _is(self, call: ast.Call, *names: str) -> bool:
        qualified = self.body.qualified(call.func)
        return qualified is not None and owns(qualified) and short(qualified) in names

    def _argument(self, call: ast.Call, name: str, position: int | None) -> ast.expr | None:
        named = next((k.value for k in call.keywords if k.arg == name), None)
        if named is not None or position is None or position >= len(call.args):
            return named
        return call.args[position]

    def _path(self, node: ast.expr) -> str | None:
        """The attributes behind the context; None for anything else."""
        if isinstance(node, ast.Name):
            mine = node.id == self.signature.context and not self.body.is_rebound(node.id)
            return "" if mine else None
        if not isinstance(node, ast.Attribute):
            return None
        inner = self._path(node.value)
        return None if inner is None else f"{inner}.{node.attr}".strip(".")

    def _claim(self, node: ast.expr) -> None:
        self.claimed.add(node)
        if isinstance(node, ast.Attribute):
            self._claim(node.value)

    def _inner(self, node: ast.expr, steps: int) -> ast.expr:
        for _ in range(steps):
            assert isinstance(node, ast.Attribute)
            node = node.value
        return node


def resources_asked(body: Body, signature: Signature) -> list[str]:
    """The resources that a body takes from the context: `context.resources.warehouse`."""
    found = [
        node.attr
        for node in body.walk()
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Attribute)
        and node.value.attr == "resources"
        and isinstance(node.value.value, ast.Name)
        and node.value.value.id == signature.context
    ]
    return list(dict.fromkeys(found))


def names_left(body: Body, uses: list[Use]) -> list[str]:
    """What a body names of Dagster that no use stands for, as the author spells it."""
    found: list[str] = []
    covered: set[ast.AST] = set()
    for node in body.walk():
        if node in covered or not isinstance(node, ast.Name | ast.Attribute):
            continue
        covered.update(ast.walk(node))
        start, stop = body.offset(node)
        inside = any(use.start <= start and stop <= use.stop for use in uses)
        if not inside and owns(body.qualified(node) or ""):
            found.append(body.segment(node))
    return list(dict.fromkeys(found))
