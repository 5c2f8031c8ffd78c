"""What no rule read: the author's own call where it is Airflow's, else a task that raises."""

from __future__ import annotations

from polydag.backends.airflow.calls import may_stay
from polydag.backends.airflow.lowered import RULES, Lowered, Scene
from polydag.backends.airflow.naming import identifier
from polydag.backends.airflow.rules.codes import NotWritten
from polydag.backends.contract import Support
from polydag.backends.original import original
from polydag.backends.unread import message
from polydag.ir.functions import Function
from polydag.ir.operations import Opaque
from polydag.ir.tasks import Task


@RULES.lowers(Opaque, Support.NONE)
def opaque(operation: Opaque, task: Task, scene: Scene) -> Lowered:
    """Opaque → the call as it was, or a task that raises NotImplementedError."""
    if scene.work.is_own and may_stay(operation, scene.flow, scene.work):
        return Lowered(call=operation.source)
    what = f"no rule writes `{operation.class_name}`"
    diagnostic = NotWritten(pipeline=scene.pipeline, task=task.id, what=what)
    scene.work.tell(diagnostic, task)
    name = identifier(task.id)
    if name in scene.flow.functions or name in scene.flow.reserved:
        name = scene.flow.free_id(f"{name}_todo")
    mapped = ", ".join(n for n in (task.mapping.over if task.mapping else ()) if n.isidentifier())
    if scene.work.options.unsupported == "warn":
        text = f"def {name}({mapped}):\n    pass"
    else:
        said = message(diagnostic.code, operation, task.id)
        text = f"def {name}({mapped}):\n    raise NotImplementedError({said})"
    made = Function(name=name, text=text, synthesised=True, returns_value=False)
    above = original(operation, scene.work.module.prelude)
    return Lowered(decorator="task", function=name, made=made, above=above)
