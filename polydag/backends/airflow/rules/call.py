"""Functions of the author: `@task`, or `PythonOperator` where the author used it."""

from __future__ import annotations

import re

from polydag.backends.airflow.lowered import RULES, Lowered, Scene
from polydag.backends.airflow.policies import Keywords
from polydag.backends.contract import Support
from polydag.ir.functions import Function
from polydag.ir.operations import Call, Gate
from polydag.ir.tasks import Task
from polydag.ir.values import ContextOf, Entries, OutputOf, Value, walk
from polydag.rendering.pyvalues import Expression, expression

PYTHON = "airflow.providers.standard.operators.python"
_TASK = "airflow.sdk.task."
_ELSEWHERE = (
    *("virtualenv", "external_python", "branch_virtualenv", "branch_external_python"),
    *("docker", "kubernetes", "pyspark"),
)
_OPERATORS = frozenset(
    f"{branch}{kind}Operator"
    for branch in ("", "Branch")
    for kind in ("PythonVirtualenv", "ExternalPython")
)
_DICT = re.compile(r"^(typing\.)?(dict|Dict|Mapping|MutableMapping|TypedDict)\b")


@RULES.lowers(Call, Support.NATIVE)
def call(operation: Call, task: Task, scene: Scene) -> Lowered:
    """Call → a task of the author's function."""
    keywords = outputs_keywords(operation.function, task, scene)
    return of_function(
        operation.function,
        operation.arguments,
        task,
        scene,
        own_decorator(task, scene, "task"),
        own_operator(task, scene, "PythonOperator"),
        keywords,
    )


@RULES.lowers(Gate, Support.NATIVE)
def gate(operation: Gate, task: Task, scene: Scene) -> Lowered:
    """Gate → `@task.short_circuit`."""
    keywords: Keywords = {}
    if not operation.cascade:
        keywords["ignore_downstream_trigger_rules"] = expression(False)
    return of_function(
        operation.function,
        operation.arguments,
        task,
        scene,
        "task.short_circuit",
        "ShortCircuitOperator",
        keywords,
    )


def own_decorator(task: Task, scene: Scene, otherwise: str) -> str:
    """The decorator that made the task where Airflow is the source: `@task.virtualenv` stays what it is."""
    kind = task.source.removeprefix(_TASK)
    return f"task.{kind}" if scene.work.is_own and kind in _ELSEWHERE else otherwise


def own_operator(task: Task, scene: Scene, otherwise: str) -> str:
    """The operator that made the task where Airflow is the source: `PythonVirtualenvOperator` stays what it is."""
    name = task.source.rpartition(".")[2]
    return name if scene.work.is_own and name in _OPERATORS else otherwise


def of_function(
    function: str,
    arguments: dict[str, Value],
    task: Task,
    scene: Scene,
    decorator: str,
    operator: str,
    keywords: Keywords,
    module: str = PYTHON,
) -> Lowered:
    """A decorated function, or an operator of a provider's module that is given it."""
    if scene.flow.functions[function].elsewhere is not None:
        # What Airflow sends along by itself.
        arguments = {n: v for n, v in arguments.items() if v != ContextOf(key=n)}
    if not scene.is_classic:
        return Lowered(
            decorator=decorator, function=function, arguments=arguments, keywords=keywords
        )
    own = {"python_callable": Expression(function)}
    plain = dict(arguments)
    for parameter in scene.flow.functions[function].parameters:
        extra = plain.get(parameter.name)
        if parameter.kind == "var_keyword" and isinstance(extra, Entries):
            del plain[parameter.name]
            plain |= extra.entries
    if plain and task.mapping is None:
        own["op_kwargs"] = expression(
            {name: scene.speller.argument(value) for name, value in plain.items()}
        )
    keywords = {k: v for k, v in keywords.items() if k != "multiple_outputs"}
    return Lowered(
        operator=scene.provider(module, operator), arguments=plain, keywords=own | keywords
    )


def outputs_keywords(name: str, task: Task, scene: Scene) -> Keywords:
    """Whether the keys of a returned dict are outputs: never left to the annotation, which decides where nobody says."""
    function = scene.flow.functions[name]
    if gives_keys(function, task, scene):
        return {"multiple_outputs": expression(True)}
    if _DICT.match((function.returns or "").strip("\"'")) and not scene.work.is_own:
        return {"multiple_outputs": expression(False)}
    return {}


def gives_keys(function: Function, task: Task, scene: Scene) -> bool:
    """Whether somebody reads keys of the function's dict, or its outputs are keys."""
    if function.name in scene.work.choosers:
        return False
    pushes = any(use.kind == "push" for use in function.uses)
    if set(function.outputs) - {"result"} and not pushes:
        return True
    return any(
        output.task == task.id and output.path and output.output == "result"
        for reader in scene.flow.tasks
        for value in _values(reader)
        for output in walk(value)
        if isinstance(output, OutputOf) and reader.role != "glue"
    )


def _values(task: Task) -> list[Value]:
    arguments = getattr(task.operation, "arguments", {})
    return [*arguments.values(), *(task.mapping.over.values() if task.mapping is not None else ())]
