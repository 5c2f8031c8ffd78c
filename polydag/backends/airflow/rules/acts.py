"""Acts of outside systems: the operators of their providers."""

from __future__ import annotations

from polydag.backends.airflow.acts import OPERATORS
from polydag.backends.airflow.lowered import RULES, Lowered, Scene
from polydag.backends.airflow.policies import Keywords
from polydag.backends.contract import Support
from polydag.ir.operations import Act
from polydag.ir.tasks import Task
from polydag.ir.values import Entries
from polydag.rendering.pyvalues import expression


@RULES.lowers(Act, Support.NATIVE)
def act(operation: Act, task: Task, scene: Scene) -> Lowered:
    """Act → the provider's operator."""
    operator = OPERATORS[operation.act]
    keywords: Keywords = {}
    if operation.connection != operator.default and operation.connection is not None:
        keywords[operator.connection] = expression(operation.connection)
    # A template file of the source is one here, too.
    files = operation.files if scene.work.is_own else {}
    session = {n: v for n, v in operation.arguments.items() if n in operator.hook}
    if session:
        keywords["hook_params"] = scene.speller.argument(Entries(entries=session))
    for name, value in operation.arguments.items():
        if name in session:
            continue
        known = operator.renamed.get(name, name)
        if name in files:
            scene.work.files[files[name].path] = files[name].text
            keywords[known] = expression(files[name].path)
        else:
            keywords[known] = scene.speller.argument(value)
    scene.work.packages.setdefault(operator.package)
    if operation.connection is not None:
        note = f"Create the connection `{operation.connection}`."
        scene.work.manual.setdefault(note)
    return Lowered(operator=scene.provider(operator.module, operator.name), keywords=keywords)
