"""Which functions keep their values in files, and which of their parameters others load, for the pipelines of one module."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from polydag.backends.airflow.flow import Flow
from polydag.backends.airflow.storing.codes import ValueNotCarried, ValueStored
from polydag.backends.airflow.storing.reading import ConflictError, Shape, shape_of
from polydag.backends.airflow.storing.results import kind_not_carried
from polydag.backends.airflow.storing.texts import How, loading, saving
from polydag.backends.airflow.storing.types import Types, parsed
from polydag.backends.airflow.texts import Text
from polydag.backends.airflow.work import Work
from polydag.ir.functions import Function
from polydag.ir.operations import Call, Check, Choose, Gate
from polydag.ir.pipeline import Module
from polydag.ir.reads import arguments_of, outputs_read
from polydag.ir.tasks import Task
from polydag.ir.values import OutputOf, Value
from polydag.rendering.stored import IMPORTS, LOAD, SAVE, SETTING, load_text, save_text


@dataclass(frozen=True)
class Storing:
    """`saved` are the functions that keep what they give (`listed` those that keep each entry), `loaded` the parameters that
    each function loads."""

    saved: frozenset[str] = frozenset()
    listed: frozenset[str] = frozenset()
    loaded: Mapping[str, Mapping[str, Shape]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def applied(self, function: str, text: Text) -> Text:
        """The text of a function with what it keeps and loads."""
        written = text.text
        if function in self.saved:
            how: How = "each" if function in self.listed else "whole"
            written = saving(written, self.names[SAVE], "keys" if text.packing == "dict" else how)
        loads = self.loaded.get(function, {})
        return replace(text, text=loading(written, loads, self.names.get(LOAD, LOAD)))


def infer(module: Module) -> dict[str, str]:
    """The functions of tasks that give what XCom cannot carry, each with what says so."""
    types = Types(module)
    flows = [Flow.of(p, module.functions, frozenset()) for p in module.pipelines]
    called = {t.operation.function for f in flows for t in f.tasks if isinstance(t.operation, Call)}
    found = {
        name: kind
        for name, function in module.functions.items()
        if name in called and (kind := kind_not_carried(function, types)) is not None
    }
    return _taken(flows, types, found) | found


def _taken(flows: Iterable[Flow], types: Types, known: Mapping[str, str]) -> dict[str, str]:
    """Those without an annotation of their own whose readers say what they take."""
    found: dict[str, str] = {}
    for flow in flows:
        for task in flow.tasks:
            function = flow.functions.get(_name(task) or "")
            kinds = {p.name: p.annotation for p in function.parameters} if function else {}
            for name, value in arguments_of(task.operation).items():
                made = _giver(value, flow)
                if made is None or made.name in known or made.returns:
                    continue
                if types.carried(parsed(kinds.get(name))) is False:
                    found[made.name] = (kinds[name] or "").strip("\"'")
    return found


def _giver(value: Value, flow: Flow) -> Function | None:
    """The function whose whole result a value is."""
    if not isinstance(value, OutputOf) or value.path or value.output != "result":
        return None
    task = flow.by_id.get(value.task)
    if task is None or task.mapping is not None or not isinstance(task.operation, Call):
        return None
    return flow.functions.get(task.operation.function)


def plan(flows: tuple[Flow, ...], work: Work, names: Mapping[str, str]) -> Storing:
    """What is kept and loaded; what cannot be is told, and left as it is."""
    refused: dict[str, str] = {}
    listed: set[str] = set()
    while True:
        saved = _spread(flows, frozenset(work.not_carried) - set(refused))
        try:
            loaded = _loads(flows, saved, listed)
        except ConflictError as conflict:
            if conflict.entries and not conflict.functions & listed:
                listed |= conflict.functions
            else:
                refused |= _sources(conflict, flows, work.not_carried)
            continue
        break
    _tell(flows, work, saved, refused)
    if saved:
        _ask(work, names)
    return Storing(saved, frozenset(listed), loaded, names)


def _sources(
    conflict: ConflictError, flows: Iterable[Flow], known: Mapping[str, str]
) -> dict[str, str]:
    """The functions of the author that a conflict is about: those above a computation between tasks, where it is about that."""
    found = {name for name in conflict.functions if name in known}
    above = conflict.functions - found
    for flow in flows:
        for task in flow.tasks:
            if _name(task) in above:
                found |= {_name(flow.by_id.get(o.task)) or "" for o in outputs_read(task)}
    return {name: conflict.reason for name in found if name in known} or dict.fromkeys(
        known, conflict.reason
    )


def keep_own(work: Work) -> None:
    """Write the functions that bodies of Airflow's own, which stay as they are, keep their values with."""
    own = work.module.extras.get("airflow", {}).get("stored") if work.is_own else None
    if isinstance(own, dict):
        _ask(work, {str(kind): name for name, kind in own.items()})


def _ask(work: Work, names: Mapping[str, str]) -> None:
    """Write the helper, and say what it needs."""
    for module, name in IMPORTS:
        if name:
            work.airflow(module, name)
        else:
            work.imports.add_module(module)
    work.helpers[SAVE] = save_text(names[SAVE])
    work.helpers[LOAD] = load_text(names[LOAD])
    work.manual.setdefault(
        f"Set `{SETTING}` where tasks run: a folder or the URL of a bucket that all workers share, "
        "for what XCom cannot carry; nothing deletes these files"
    )


def _spread(flows: Iterable[Flow], saved: frozenset[str]) -> frozenset[str]:
    """With what is computed from kept values between tasks: nobody knows what that is."""
    for flow in flows:
        for task in flow.tasks:
            if task.role == "glue" and isinstance(task.operation, Call):
                givers = {_name(flow.by_id.get(output.task)) for output in outputs_read(task)}
                if givers & saved and task.operation.function not in saved:
                    return _spread(flows, saved | {task.operation.function})
    return saved


def _loads(
    flows: Iterable[Flow], saved: frozenset[str], listed: Collection[str]
) -> dict[str, dict[str, Shape]]:
    found: dict[str, dict[str, Shape]] = {}
    for flow in flows:
        kept = {t.id: name for t in flow.tasks if (name := _name(t)) is not None and name in saved}
        lists = {id for id in kept if flow.by_id[id].mapping is not None or kept[id] in listed}
        for task in flow.tasks if kept else ():
            loads = found.setdefault(_name(task) or task.id, {})
            for name, value in _arguments(task).items():
                _merge(loads, name, shape_of(value, kept, lists), task, value, kept)
    return found


def _merge(
    loads: dict[str, Shape],
    name: str,
    shape: Shape,
    task: Task,
    value: Value,
    kept: Mapping[str, str],
) -> None:
    over = task.mapping.over if task.mapping is not None else {}
    if shape is None:
        return
    if _name(task) is None:
        raise ConflictError.about(value, kept, f"`{task.id}` reads it as a part of a text")
    if name in over:
        if name == "**" or shape[0] != "list":
            reason = f"each instance of `{task.id}` takes an entry of it"
            raise ConflictError.about(value, kept, reason, entries=name != "**")
        shape = shape[1:]
    if loads.setdefault(name, shape) != shape:
        raise ConflictError.about(value, kept, f"`{task.id}` takes one or several by one parameter")


def _arguments(task: Task) -> dict[str, Value]:
    over = task.mapping.over if task.mapping is not None else {}
    return {**arguments_of(task.operation), **_condition(task), **over}


def _condition(task: Task) -> dict[str, Value]:
    """What the condition of a choice reads: the parameters of the function that is made for it."""
    operation = task.operation
    if isinstance(operation, Choose) and operation.condition is not None:
        return dict(operation.condition.reads)
    return {}


def _name(task: Task | None) -> str | None:
    if task is None or not isinstance(task.operation, Call | Choose | Gate | Check):
        return None
    return task.operation.function


def _tell(
    flows: Iterable[Flow],
    work: Work,
    saved: frozenset[str],
    refused: Mapping[str, str],
) -> None:
    kinds = work.not_carried
    for flow in flows:
        for task in flow.tasks:
            name = _name(task)
            if name is None or name not in kinds or not isinstance(task.operation, Call):
                continue
            pipeline, kind = flow.pipeline.id, kinds[name]
            if name in refused:
                told = ValueNotCarried(
                    pipeline=pipeline, task=task.id, kind=kind, reason=refused[name]
                )
                work.tell(told, task)
            elif name in saved:
                work.tell(ValueStored(pipeline=pipeline, task=task.id, kind=kind), task)
