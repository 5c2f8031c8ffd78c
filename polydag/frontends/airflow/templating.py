"""Strings of the building code as Airflow renders them, with what their DAG and task offer to templates."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping

from polydag.frontends.airflow.drafts import PipelineDraft
from polydag.frontends.airflow.reading import Reading
from polydag.frontends.airflow.template_codes import (
    ConfRead,
    NativeText,
    TemplateFile,
    TemplateRendered,
    TemplateUnknown,
)
from polydag.frontends.airflow.template_files import template_file
from polydag.frontends.airflow.template_parts import Known
from polydag.frontends.airflow.templates import Template, is_template, parse
from polydag.ir.reads import outputs_of
from polydag.ir.values import Code, Constant, Items, Text, Value
from polydag.syntax.calls import Site
from polydag.syntax.convert import is_unsaid, to_code, to_python, to_value
from polydag.syntax.data import Datum, DictData, FunctionData, ListData, is_known
from polydag.syntax.data import Known as KnownDatum
from polydag.syntax.describe import describe
from polydag.syntax.parameters import parameter_names

_SHOWN = 60


def rendered(reading: Reading, text: str, task: str, site: Site) -> Value:
    """A string as Airflow renders it: what the file holds that it names, where the task says that it names files."""
    content = _content(reading, text, task, site)
    if content is None:
        return _rendered(reading, text, task, site)
    # As Jinja, which drops the end of the last line.
    value = _rendered(reading, content.removesuffix("\n"), task, site)
    return Text(parts=value.parts if isinstance(value, Text) else (value,), template=text)


def _content(reading: Reading, text: str, task: str, site: Site) -> str | None:
    """What the template file holds that a text is the path of, by one of the task's own extensions."""
    if reading.addressed is None:
        return None
    pipeline, given = reading.addressed
    stated = given.peek("templates_exts")
    extensions = to_python(stated) if stated is not None and is_known(stated) else ()
    named = [one for one in _listed(extensions) if isinstance(one, str)]
    if not text.endswith(tuple(named)) or not named:
        return None
    content = template_file(pipeline, text, site)
    if content is None:
        reading.tell(TemplateFile(command=text, task=task, span=site.span))
    return content


def _listed(value: object) -> Iterable[object]:
    return value if isinstance(value, list | tuple | set) else ()


def _rendered(reading: Reading, text: str, task: str, site: Site) -> Value:
    if not is_template(text):
        return Constant(value=text)
    native = _is_native(reading)
    template = parse(text, _known(reading, task, site), native)
    if template.value is None:
        told = TemplateUnknown(
            template=_shown(text),
            part=" ".join((template.unread or text).split()),
            task=task,
            span=site.span,
        )
        reading.tell(told)
        return Constant(value=text)
    if template.rendered is not None:
        part = " ".join(template.rendered.split())
        told_so = TemplateRendered(template=_shown(text), part=part, task=task, span=site.span)
        reading.tell(told_so)
    elif native and not isinstance(template.value, Text):
        reading.tell(NativeText(template=_shown(text), task=task, span=site.span))
    reading.template_imports |= template.imports
    _ask(reading, template, task, site)
    if reading.addressed is not None:
        pulled = outputs_of([template.value])
        reading.addressed[0].pulled |= {(task, output.task) for output in pulled}
    return template.value


def _shown(text: str) -> str:
    shown = " ".join(text.split())
    return shown if len(shown) <= _SHOWN else f"{shown[: _SHOWN - 3]}..."


def _ask(reading: Reading, template: Template, task: str, site: Site) -> None:
    """Keep the keys of `dag_run.conf` as parameters of the run."""
    if reading.addressed is None:
        return
    pipeline, _ = reading.addressed
    for key, default in template.conf.items():
        pipeline.conf[key] = pipeline.conf.get(key) or default
        reading.tell(ConfRead(key=key, owner=task, span=site.span))


def _is_native(reading: Reading) -> bool:
    stated = _of_dag(reading, "render_template_as_native_obj")
    return isinstance(stated, KnownDatum) and stated.value is True


def _of_dag(reading: Reading, name: str) -> Datum | None:
    return None if reading.addressed is None else reading.addressed[0].given.peek(name)


def _known(reading: Reading, task: str, site: Site) -> Known:
    if reading.addressed is None:
        return Known(taken=reading.module.names)
    pipeline, given = reading.addressed
    filters = _entries(_of_dag(reading, "user_defined_filters"))
    own = _entries(given.peek("params"))
    return Known(
        macros=_entries(_of_dag(reading, "user_defined_macros")),
        filters={name: value for name, value in filters.items() if isinstance(value, Code)},
        params=own,
        taken=reading.module.names,
        made=reading.template_imports,
        asked=tuple(dict.fromkeys([*_parameters(pipeline), *own])),
        options=_options(reading),
        load=lambda name: template_file(pipeline, name, site),
        stem=task,
    )


def _parameters(pipeline: PipelineDraft) -> list[str]:
    """The parameters of a DAG: those of its `params`, and the arguments of its function."""
    stated = pipeline.given.peek("params")
    function = [] if pipeline.function is None else parameter_names(pipeline.function)
    return [*function, *(stated.text_entries() if isinstance(stated, DictData) else ())]


def _options(reading: Reading) -> dict[str, Value]:
    """What the DAG tells the environment that renders its templates."""
    found = dict(_entries(_of_dag(reading, "jinja_environment_kwargs")))
    undefined = _of_dag(reading, "template_undefined")
    value = None if undefined is None else printable(undefined)
    return found if value is None else {"undefined": value, **found}


def _entries(datum: Datum | None) -> Mapping[str, Value]:
    """The entries of a dict that can be printed elsewhere."""
    entries = datum.text_entries() if isinstance(datum, DictData) else {}
    found = {name: printable(value) for name, value in entries.items()}
    return {name: value for name, value in found.items() if value is not None}


def printable(datum: Datum) -> Value | None:
    """A datum as a value that can be printed where the tasks run; functions too."""
    if isinstance(datum, FunctionData) and isinstance(datum.node, ast.Lambda):
        text = describe(datum.node, datum.scope)
        return None if text.reads else Code(text=f"({text.text})", names=text.names)
    if isinstance(datum, FunctionData):
        code = to_code(datum)
        return None if is_unsaid(code) else code
    if isinstance(datum, ListData):
        items = [printable(item) for item in datum.items]
        known = [item for item in items if item is not None]
        return Items(items=tuple(known)) if len(known) == len(items) else None
    value = to_value(datum)
    return value if isinstance(value, Constant) or _is_plain(value) else None


def _is_plain(value: Value) -> bool:
    return isinstance(value, Code) and not is_unsaid(value) and not value.reads
