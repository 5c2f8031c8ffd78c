"""What was read and cannot be written as code anywhere: a task that needs it raises when it runs, and that is told."""

from __future__ import annotations

from polydag.diagnostics import Collector
from polydag.ir.check import span_of
from polydag.ir.expand import expanded
from polydag.ir.functions import Function
from polydag.ir.operations import Choose, Gate
from polydag.ir.pipeline import Module
from polydag.ir.reads import arguments_of
from polydag.ir.tasks import Task
from polydag.ir.values import Code, Value, walk
from polydag.syntax.convert import is_unsaid
from polydag.syntax.splice import definition
from polydag.translate.codes import ArgumentUnsaid, VariableShared


def without_uncarried(module: Module, collector: Collector) -> Module:
    """The module with functions that raise in place of those that no engine could run; all of it is told."""
    functions = {name: _without_shared(function) for name, function in module.functions.items()}
    for pipeline in module.pipelines:
        for task in expanded(pipeline).tasks:
            place = {"pipeline": pipeline.id, "task": task.id}
            for name in _unsaid(task):
                span = span_of(task.span)
                collector.tell(ArgumentUnsaid(argument=name, span=span, **place))
            function = module.functions.get(getattr(task.operation, "function", ""))
            variable = _shared(function.text) if function is not None else None
            if function is not None and variable is not None:
                span = span_of(function.span)
                told = VariableShared(function=function.name, name=variable, span=span, **place)
                collector.tell(told)
    return module.model_copy(update={"functions": functions})


def _unsaid(task: Task) -> list[str]:
    """The names under which a task is given something that has no spelling."""
    given: dict[str, Value] = arguments_of(task.operation)
    if task.mapping is not None:
        given = given | task.mapping.over
    if isinstance(task.operation, Choose | Gate) and task.operation.condition is not None:
        given = given | {"condition": task.operation.condition}
    found: dict[str, None] = {}
    for name, value in given.items():
        for part in walk(value):
            reads = part.reads.items() if isinstance(part, Code) else ()
            found |= {n: None for n, read in reads if isinstance(read, Code) and is_unsaid(read)}
        if isinstance(value, Code) and is_unsaid(value):
            found[name] = None
    return list(found)


def _without_shared(function: Function) -> Function:
    """The function itself, or one of its signature that raises where it assigns a variable of the function around it."""
    variable = _shared(function.text)
    if variable is None:
        return function
    told = VariableShared(function=function.name, name=variable)
    rows = function.text.splitlines()[: definition(function.text).body[0].lineno - 1]
    reason = f"{told.code}: {told.message}"
    text = "\n".join([*rows, f"    raise NotImplementedError({reason!r})"])
    return function.model_copy(update={"text": text, "uses": (), "captured": ()})


def _shared(text: str) -> str | None:
    """The variable that a function assigns although no function inside its text has it; None without one."""
    if "nonlocal" not in text:
        return None
    try:
        compile(text, "<function>", "exec", dont_inherit=True)
    except SyntaxError as error:
        # Python's own words: no binding for nonlocal 'total' found
        return error.msg.split("'")[1] if error.msg.startswith("no binding for nonlocal") else None
    return None
