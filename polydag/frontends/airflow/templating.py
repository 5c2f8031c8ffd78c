"""Strings of the building code as Airflow renders them, with what their DAG and task offer to templates."""

from __future__ import annotations

from collections.abc import Mapping

from polydag.frontends.airflow.reading import Reading
from polydag.frontends.airflow.template_codes import ConfRead, NativeText, TemplateUnknown
from polydag.frontends.airflow.template_parts import Known
from polydag.frontends.airflow.templates import Template, is_template, parse
from polydag.ir.values import Code, Constant, Text, Value
from polydag.syntax.calls import Site
from polydag.syntax.convert import is_unsaid, to_code, to_value
from polydag.syntax.data import Datum, DictData, FunctionData
from polydag.syntax.data import Known as KnownDatum

_SHOWN = 60


def rendered(reading: Reading, text: str, task: str, site: Site) -> Value:
    """A string as Airflow renders it."""
    if not is_template(text):
        return Constant(value=text)
    native = _is_native(reading)
    template = parse(text, _known(reading), native)
    if template.value is None:
        told = TemplateUnknown(
            template=_shown(text),
            part=" ".join((template.unread or text).split()),
            task=task,
            span=site.span,
        )
        reading.tell(told)
        return Constant(value=text)
    if native and not isinstance(template.value, Text):
        reading.tell(NativeText(template=_shown(text), task=task, span=site.span))
    reading.template_imports |= template.imports
    _ask(reading, template, task, site)
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


def _known(reading: Reading) -> Known:
    if reading.addressed is None:
        return Known(taken=reading.module.names)
    given = reading.addressed[1]
    filters = _entries(_of_dag(reading, "user_defined_filters"))
    return Known(
        macros=_entries(_of_dag(reading, "user_defined_macros")),
        filters={name: value for name, value in filters.items() if isinstance(value, Code)},
        params=_entries(given.peek("params")),
        taken=reading.module.names,
    )


def _entries(datum: Datum | None) -> Mapping[str, Value]:
    """The entries of a dict that can be printed elsewhere."""
    entries = datum.text_entries() if isinstance(datum, DictData) else {}
    found = {name: _printable(value) for name, value in entries.items()}
    return {name: value for name, value in found.items() if value is not None}


def _printable(datum: Datum) -> Value | None:
    if isinstance(datum, FunctionData):
        code = to_code(datum)
        return None if is_unsaid(code) else code
    value = to_value(datum)
    return value if isinstance(value, Constant) or _is_plain(value) else None


def _is_plain(value: Value) -> bool:
    return isinstance(value, Code) and not is_unsaid(value) and not value.reads
