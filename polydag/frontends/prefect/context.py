"""Uses of Prefect inside the bodies of tasks."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from polydag.diagnostics import Collector
from polydag.frontends.prefect import names
from polydag.frontends.prefect.codes import EngineCallInBody
from polydag.frontends.prefect.handles import Method
from polydag.frontends.prefect.launches import start_of
from polydag.frontends.prefect.wrapping import names_read
from polydag.ir.functions import Function, Use
from polydag.syntax.bodies import Body, with_uses
from polydag.syntax.data import Datum, FunctionData
from polydag.syntax.functions import lift


def read_body(function: FunctionData, name: str, collector: Collector) -> Function:
    """A task's function with its uses."""
    lifted = lifted_of(function, name)
    body = Body(lifted, function.module)
    uses = list(outermost(uses_of(body)))
    if start_of(function) is None:
        tell_rest(body, uses, function, collector)
    return with_uses(lifted, uses)


def lifted_of(function: FunctionData, name: str) -> Function:
    """The function with those of its decorators that are the author's: no `@load.on_failure`, which says who calls it."""
    lifted = lift(function.node, function.module, name)
    texts = lifted.decorators[len(lifted.decorators) - len(function.decorators) :]
    made = zip(texts, function.decorators, strict=True)
    kept = tuple(text for text, datum in made if not _is_event(datum))
    read = (*lifted.names, *names_read(kept))
    return lifted.model_copy(update={"names": tuple(dict.fromkeys(read)), "decorators": kept})


def _is_event(datum: Datum) -> bool:
    return isinstance(datum, Method) and datum.name in names.HOOKS


def outermost(uses: Iterator[Use] | list[Use]) -> Iterator[Use]:
    """Each place once."""
    seen: set[tuple[int, int]] = set()
    for use in uses:
        if (use.start, use.stop) not in seen:
            seen.add((use.start, use.stop))
            yield use


def uses_of(body: Body) -> Iterator[Use]:
    """What a body asks of Prefect itself."""
    for node in body.walk():
        if isinstance(node, ast.Call):
            yield from _call(body, node)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            key = names.RUNTIME.get(body.qualified(node) or "")
            if key is not None:
                yield body.use("context", node, key)
        elif isinstance(node, ast.Subscript) and body.qualified(node.value) == names.RUN_PARAMETERS:
            if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
                yield body.use("parameter", node, node.slice.value)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from _import(body, node)
        elif isinstance(node, ast.Return) and isinstance(node.value, ast.Call):
            yield from _skip(body, node, node.value)


def _call(body: Body, node: ast.Call) -> Iterator[Use]:
    qualified = body.qualified(node.func)
    if qualified in names.LOGGER:
        name = body.assigned_to(node)
        yield body.use("logger", node, name) if name is not None else body.use("log", node)
        return
    if (
        isinstance(node.func, ast.Attribute)
        and node.func.attr == "get"
        and isinstance(node.func.value, ast.Call)
    ):
        inner = node.func.value
        if (
            _method(body.qualified(inner.func), names.SECRET, "load")
            and (key := _text(inner)) is not None
        ):
            yield body.use("secret", node, key)
    elif _method(qualified, names.VARIABLE, "get") and (key := _text(node)) is not None:
        yield body.use("variable", node, key, default=_argument(node, "default", 1))


def _method(qualified: str | None, owners: frozenset[str], method: str) -> bool:
    owner, _, name = (qualified or "").rpartition(".")
    return name == method and owner in owners


def _text(node: ast.Call) -> str | None:
    given = _argument(node, "name", 0)
    return given.value if isinstance(given, ast.Constant) and isinstance(given.value, str) else None


def _argument(node: ast.Call, name: str, position: int) -> ast.expr | None:
    named = next((keyword.value for keyword in node.keywords if keyword.arg == name), None)
    return named or (node.args[position] if position < len(node.args) else None)


def _skip(body: Body, node: ast.Return, call: ast.Call) -> Iterator[Use]:
    """`return Completed(name="Skipped", message=…)`."""
    if body.qualified(call.func) not in names.COMPLETED:
        return
    name = _argument(call, "name", 9)
    if isinstance(name, ast.Constant) and name.value == "Skipped":
        yield body.use("skip", node, message=_argument(call, "message", 9))


def _import(body: Body, node: ast.Import | ast.ImportFrom) -> Iterator[Use]:
    """An import of Prefect inside the body; what it imports of others stays."""
    source = node.module or "" if isinstance(node, ast.ImportFrom) else None
    if source is not None and names.owns(source):
        yield body.use("import", node)
    elif source is None and any(names.owns(alias.name) for alias in node.names):
        kept = [alias for alias in node.names if not names.owns(alias.name)]
        yield body.use(
            "import",
            node,
            keep=f"import {', '.join(ast.unparse(a) for a in kept)}" if kept else None,
        )


def tell_rest(body: Body, uses: list[Use], function: FunctionData, collector: Collector) -> None:
    """Tell what of Prefect the body still reads."""
    spans = [use.statement or (use.start, use.stop) for use in uses]
    told: set[str] = set()
    for node in body.walk():
        if not isinstance(node, ast.Name | ast.Attribute) or isinstance(
            body.parent(node), ast.Attribute
        ):
            continue
        qualified = body.qualified(node)
        if qualified is None or not names.owns(qualified) or qualified in told:
            continue
        start, stop = body.offset(node)
        if not any(first <= start and stop <= last for first, last in spans):
            told.add(qualified)
            span = function.module.span(function.node)
            collector.tell(EngineCallInBody(name=qualified, function=body.function.name, span=span))
