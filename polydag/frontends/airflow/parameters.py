"""Parameters of a run: `params`, `Param`, and the arguments of a `@dag` function."""

from __future__ import annotations

import ast
import json
from dataclasses import replace

from polydag.frontends.airflow.drafts import PipelineDraft
from polydag.frontends.airflow.handles import ParamHandle
from polydag.frontends.airflow.reading import Reading
from polydag.frontends.airflow.structure.codes import SchemaUnread
from polydag.frontends.airflow.values import value_of
from polydag.ir.policies import RunParameter
from polydag.ir.values import Constant
from polydag.syntax.convert import to_python
from polydag.syntax.data import Datum, DictData, Known, is_known, parts
from polydag.syntax.parameters import default_data


def run_parameters(reading: Reading, draft: PipelineDraft) -> tuple[RunParameter, ...]:
    """The parameters of a DAG, those of its function first."""
    found = {p.name: p for p in _of_function(reading, draft)}
    for params in (draft.given.take("params"), draft.shared_params):
        for name, datum in named_parameters(params).items():
            found[name] = read_parameter(reading, draft, name, datum)
    return tuple(found.values())


def with_own(reading: Reading, draft: PipelineDraft) -> tuple[RunParameter, ...]:
    """The parameters of a DAG with those of its tasks, which a run is given like them.

    Where two state one name differently the task keeps its own.
    """
    stated = draft.fields.get("parameters", ())
    declared = stated if isinstance(stated, tuple) else ()
    found = {parameter.name: parameter for parameter in declared}
    for task in draft.tasks:
        if "params" in task.own:
            continue
        entries = named_parameters(task.given.peek("params"))
        own = {name: read_parameter(reading, draft, name, datum) for name, datum in entries.items()}
        if own and all(found.get(name, one) == one for name, one in own.items()):
            task.given.take("params")
            found |= own
    return tuple(found.values())


def named_parameters(params: Datum | None) -> dict[str, Datum]:
    """What `params` declares, by name."""
    return params.text_entries() if isinstance(params, DictData) and not params.partial else {}


def with_asked(draft: PipelineDraft) -> tuple[RunParameter, ...]:
    """The parameters of a DAG with those that are asked for in `dag_run.conf` and declared nowhere."""
    stated = draft.fields.get("parameters", ())
    declared = stated if isinstance(stated, tuple) else ()
    names = {parameter.name for parameter in declared}
    asked = (
        RunParameter(name=name, default=default or Constant(value=None), declared=False)
        for name, default in draft.conf.items()
        if name not in names
    )
    return (*declared, *asked)


def _of_function(reading: Reading, draft: PipelineDraft) -> list[RunParameter]:
    function = draft.function
    if function is None:
        return []
    defaults = default_data(function)
    signature = function.node.args
    found = []
    for arg in (*signature.posonlyargs, *signature.args, *signature.kwonlyargs):
        datum = draft.arguments.get(arg.arg, defaults.get(arg.arg))
        parameter = read_parameter(reading, draft, arg.arg, datum)
        note = None if arg.annotation is None else ast.unparse(arg.annotation)
        found.append(parameter.model_copy(update={"annotation": note}))
    return found


def read_parameter(
    reading: Reading, draft: PipelineDraft, name: str, datum: Datum | None
) -> RunParameter:
    """A parameter by its `Param`, or by its default."""
    if isinstance(datum, ParamHandle):
        return _typed(reading, draft, name, datum)
    if datum is None:
        return RunParameter(name=name, required=True)
    value = value_of(reading, datum, draft.id, draft.site, templated=False)
    return RunParameter(name=name, default=value)


def _typed(reading: Reading, draft: PipelineDraft, name: str, handle: ParamHandle) -> RunParameter:
    arguments = handle.site.arguments
    default = arguments.peek("default", 0)
    stated = arguments.peek("type")
    constraints: dict[str, object] = {}
    for key, argument in arguments.keywords.items():
        if key in ("default", "type", "description"):
            continue
        if is_json(argument.datum):
            # A key of JSON is a text, whatever it was before.
            constraints[key] = json.loads(json.dumps(to_python(argument.datum)))
        else:
            told = SchemaUnread(argument=key, parameter=name, pipeline=draft.id)
            reading.tell(replace(told, span=handle.site.span))
    several = _types(stated)
    if len(several) > 1:
        constraints["type"] = list(several)
    description = arguments.peek("description", 1)
    fields: dict[str, object] = {
        "name": name,
        "json_type": _json_type(stated),
        "required": default is None,
        "description": _text(description),
        "constraints": constraints,
    }
    if default is not None:
        fields["default"] = value_of(reading, default, draft.id, draft.site, templated=False)
    return RunParameter.model_validate(fields)


def _json_type(datum: Datum | None) -> str | None:
    """JSON Schema's word; with null beside it the other one."""
    words = [word for word in _types(datum) if word != "null"]
    return words[0] if len(words) == 1 else None


def _types(datum: Datum | None) -> tuple[str, ...]:
    value = to_python(datum) if datum is not None and is_known(datum) else None
    listed = value if isinstance(value, list | tuple) else (value,)
    return tuple(word for word in listed if isinstance(word, str))


def _text(datum: Datum | None) -> str | None:
    return datum.value if isinstance(datum, Known) and isinstance(datum.value, str) else None


def is_json(datum: Datum) -> bool:
    """Whether a datum is made of what JSON has; keys may be anything that JSON makes a text of."""
    plain = (str, int, float, bool, type(None))
    leaves = [part for part in parts(datum) if isinstance(part, Known)]
    keys = [key for part in parts(datum) if isinstance(part, DictData) for key in part.entries]
    plainly = all(isinstance(leaf.value, plain) for leaf in leaves)
    return is_known(datum) and plainly and all(isinstance(key, plain) for key in keys)
