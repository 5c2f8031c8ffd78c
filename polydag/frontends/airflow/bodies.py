"""Function bodies of a file: their uses, what they pull, and which outputs their tasks have."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from polydag.frontends.airflow.codes import ArgumentUnknown, PullUnknown
from polydag.frontends.airflow.context import (
    Marking,
    injected_names,
    mark,
)
from polydag.frontends.airflow.drafts import TaskDraft
from polydag.frontends.airflow.escaping import Reach
from polydag.frontends.airflow.functions import Entry
from polydag.frontends.airflow.handed import Askers
from polydag.frontends.airflow.handles import AssetHandle
from polydag.frontends.airflow.policies import TEMPLATES
from polydag.frontends.airflow.pulled import pull_arguments
from polydag.frontends.airflow.reading import Reading
from polydag.frontends.airflow.stored import stored_uses, without
from polydag.frontends.airflow.structure.asset_uses import AssetUses
from polydag.frontends.airflow.template_codes import ConfRead
from polydag.ir.functions import Function
from polydag.ir.operations import OfFunction
from polydag.ir.values import Constant, Items, OutputOf, Value
from polydag.syntax.bodies import Body, with_uses
from polydag.syntax.convert import to_python
from polydag.syntax.data import Datum, FunctionData, Unknown, is_known
from polydag.syntax.evaluate import Evaluator
from polydag.syntax.flow import BoundError, RaisedError
from polydag.syntax.scope import Scope


@dataclass(frozen=True)
class Marked:
    """A function with its uses, and the values that its body pulls by name."""

    function: Function
    pulls: dict[str, Value]
    conf: dict[str, Value | None] = field(default_factory=dict)


def mark_bodies(reading: Reading, evaluator: Evaluator, askers: Askers) -> dict[str, Function]:
    """The functions of the module, marked; the tasks that run them get their pulls and outputs."""
    users: dict[str, list[TaskDraft]] = {}
    for pipeline in reading.pipelines:
        for draft in pipeline.tasks:
            if draft.function is not None:
                users.setdefault(draft.function, []).append(draft)
    found: dict[str, Function] = {}
    for name, entry in reading.functions.entries.items():
        marked = _marked(reading, evaluator, askers, entry, users.get(name, []))
        found[name] = marked.function
        for draft in users.get(name, []):
            _complete(reading, draft, marked)
            _ask(reading, draft, marked)
    return found


def _marked(
    reading: Reading,
    evaluator: Evaluator,
    askers: Askers,
    entry: Entry,
    users: list[TaskDraft],
) -> Marked:
    data, function = entry.data, entry.function
    if data is None:
        return Marked(function, {})
    given = frozenset(n for draft in users for n in getattr(draft.operation, "arguments", {}))
    objects = {name: asset for draft in users for name, asset in draft.objects.items()}
    injected = injected_names(function, given, entry.is_hook, frozenset(objects))
    body = Body(function, data.module)
    assets = _assets(reading, evaluator, body, data, users)
    pulls: dict[str, Value] = {}

    def known_pull(call: ast.Call) -> bool:
        value = _pulled(call, body, data, evaluator)
        if value is None:
            shown = " ".join(body.segment(call).split())
            reading.tell(
                PullUnknown(call=shown, function=function.name, span=data.module.span(data.node))
            )
        return value is not None

    reach = Reach(askers)
    changed, marking = mark(function, body, injected, entry.is_hook, known_pull, reach, assets)
    if changed.is_generator and not _yields(changed, body):
        # Airflow runs such a function to its end, and takes what it returns.
        changed = changed.model_copy(update={"is_generator": False})
    changed = _with_templates(changed, users)
    if any((use.kind, use.key) == ("pull", TEMPLATES) for use in changed.uses):
        pulls[TEMPLATES] = Constant(value=None)
    stored = stored_uses(function, body, reading.stored)
    if stored:
        changed = with_uses(without(changed, reading.stored), [*marking.uses, *stored])
    for pull in marking.pulls:
        value = _pulled(pull.call, body, data, evaluator)
        if value is not None:
            pulls[pull.name] = value
    changed = _placed(reading, entry, changed)
    return Marked(_with_keys(changed, marking, users), pulls, marking.conf)


def _assets(
    reading: Reading, evaluator: Evaluator, body: Body, data: FunctionData, users: list[TaskDraft]
) -> AssetUses:
    """The assets that the body may speak of."""

    def find(node: ast.expr) -> AssetHandle | None:
        found = _datum(node, body, data, evaluator)
        return found if isinstance(found, AssetHandle) else None

    named = {
        name: datum
        for name in (*body.function.names, *(capture.name for capture in body.function.captured))
        if isinstance(datum := data.scope.lookup(name), AssetHandle)
    }
    given = {name: asset for draft in users for name, asset in draft.objects.items() if asset}
    for asset in given.values():
        known = reading.assets.get(asset.id)
        asset.uri = asset.uri or (known.uri if known else None)
    made = [frozenset(draft.fields.get("publishes", ())) for draft in users]  # type: ignore[call-overload]  # ids
    return AssetUses(
        body, {**named, **given}, find, frozenset.intersection(*made) if made else frozenset()
    )


def _yields(function: Function, body: Body) -> bool:
    """Whether it yields anything but notes on assets."""
    notes = [(use.start, use.stop) for use in function.uses if use.kind == "metadata"]
    yields = (n for n in body.walk() if isinstance(n, ast.Yield | ast.YieldFrom))
    return not all(any(a <= body.offset(n)[0] < b for a, b in notes) for n in yields)


def _placed(reading: Reading, entry: Entry, function: Function) -> Function:
    """The function where it runs; one that asks the engine for something can only run where the task does."""
    if function.elsewhere is None or not function.uses:
        return function
    for told in entry.unless:
        reading.tell(told)
    return function.model_copy(update={"elsewhere": None})


def _templates(draft: TaskDraft) -> Value | None:
    """The `templates_dict` of a task, as a value."""
    extras = draft.fields.get("extras")
    own = extras.get("airflow", {}) if isinstance(extras, dict) else {}
    value: Value | None = own.get(TEMPLATES)
    return value


def _with_templates(function: Function, users: list[TaskDraft]) -> Function:
    """The function, where what it asks for as `templates_dict` is a value that its tasks are given."""
    if not any(_templates(draft) is not None for draft in users):
        return function
    uses = [
        use.model_copy(update={"kind": "pull"})
        if (use.kind, use.key) == ("context", TEMPLATES)
        else use
        for use in function.uses
    ]
    return function.model_copy(update={"uses": tuple(uses)})


def _ask(reading: Reading, draft: TaskDraft, marked: Marked) -> None:
    """Keys of `dag_run.conf` are parameters of the run."""
    if not marked.conf:
        return
    for pipeline in reading.pipelines:
        for key in marked.conf if draft in pipeline.tasks else ():
            pipeline.conf[key] = pipeline.conf.get(key) or marked.conf[key]
            told = ConfRead(key=key, owner=draft.id, pipeline=pipeline.id, span=draft.site.span)
            reading.tell(told)


def _with_keys(function: Function, marking: Marking, users: list[TaskDraft]) -> Function:
    """The keys of a dict that Airflow takes apart are outputs, too."""
    keys = [key for draft in users for key in draft.outputs if key != "result"]
    if marking.pushes or not keys:
        return function
    return function.model_copy(update={"outputs": tuple(dict.fromkeys(keys))})


def _complete(reading: Reading, draft: TaskDraft, marked: Marked) -> None:
    operation = draft.operation
    pulls = dict(marked.pulls)
    templates = _templates(draft)
    if TEMPLATES in pulls:
        pulls[TEMPLATES] = Constant(value=None) if templates is None else templates
    elif templates is not None:
        told = ArgumentUnknown(
            argument=TEMPLATES, owner=draft.id, task=draft.id, span=draft.site.span
        )
        reading.tell(told)
    if pulls and isinstance(operation, OfFunction):
        draft.operation = operation.model_copy(update={"pulls": pulls})
    pushed = [use.key for use in marked.function.uses if use.kind == "push"]
    if pushed and draft.origin is not None:
        outputs = marked.function.outputs
        draft.origin = draft.origin.model_copy(update={"packing": "push", "outputs": outputs})


def _pulled(call: ast.Call, body: Body, data: FunctionData, evaluator: Evaluator) -> Value | None:
    """What a call pulls; None where the task or the key is not known."""
    given = pull_arguments(call)
    if not set(given) <= {"task_ids", "key"} or "task_ids" not in given:
        return None
    tasks = _constant(given["task_ids"], body, data, evaluator)
    key = _constant(given["key"], body, data, evaluator) if "key" in given else "return_value"
    if not isinstance(key, str):
        return None
    output = "result" if key == "return_value" else key
    if isinstance(tasks, str):
        return OutputOf(task=tasks, output=output)
    if isinstance(tasks, list | tuple) and all(isinstance(task, str) for task in tasks):
        return Items(items=tuple(OutputOf(task=str(task), output=output) for task in tasks))
    return None


def _constant(node: ast.expr, body: Body, data: FunctionData, evaluator: Evaluator) -> object:
    """The value of an expression of a body that no run decides; None where there is none."""
    names = [inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)]
    if any(body.binds(name) for name in names):
        bound = body.bound_to(node.id) if isinstance(node, ast.Name) else None
        return None if bound is None else _constant(bound, body, data, evaluator)
    datum = _datum(node, body, data, evaluator)
    known = datum is not None and not isinstance(datum, Unknown) and is_known(datum)
    return to_python(datum) if known and datum is not None else None


def _datum(node: ast.expr, body: Body, data: FunctionData, evaluator: Evaluator) -> Datum | None:
    """What an expression is that names nothing of the body's own."""
    if any(body.binds(inner.id) for inner in ast.walk(node) if isinstance(inner, ast.Name)):
        return None
    try:
        return evaluator.evaluate(node, Scope("function", data.module, data.scope))
    except (BoundError, RaisedError):
        return None
