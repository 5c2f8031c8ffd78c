"""Values as they stand in the building code of a DAG: arguments, or strings that Airflow renders."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from polydag.backends.airflow.chained import chained
from polydag.backends.airflow.work import Work
from polydag.ir.values import (
    Code,
    Constant,
    ContextOf,
    Entries,
    FamilyOutput,
    Items,
    Lookup,
    OutputOf,
    ParameterOf,
    Text,
    Value,
    VariableOf,
)
from polydag.rendering.pyvalues import Expression, expression, fstring
from polydag.rendering.renaming import renamed

# Facts of the run, by the IR's word, as Airflow's templates spell them.
TEMPLATES: Mapping[str, str] = {
    "partition_key": "data_interval_start | ds",
    "pipeline": "dag.dag_id",
    "task_id": "ti.task_id",
    "try_number": "ti.try_number",
    "map_index": "ti.map_index",
}


@dataclass(frozen=True)
class Speller:
    """Spells values of one pipeline. `handles` are variables of tasks, `lists` those of families' members, `parameters` the
    arguments of the `@dag` function (None: the DAG is a `with` block, parameters come from `dag_name`),
    `computed` what stands for facts that Airflow 3 lost."""

    work: Work
    handles: Mapping[str, str]
    addresses: Mapping[str, str]
    plain_handles: frozenset[str] = frozenset()
    lists: Mapping[tuple[str, str], str] = field(default_factory=dict)
    in_function: bool = True
    dag_name: str = "dag"
    variables: Mapping[str, str] = field(default_factory=dict)
    computed: Mapping[str, str] = field(default_factory=dict)

    def argument(self, value: Value) -> Expression:
        """A value given to a task."""
        match value:
            case OutputOf():
                return Expression(self.output(value))
            case FamilyOutput(family=family, task=task):
                return Expression(self.lists[(family, task)])
            case ParameterOf(name=name):
                return Expression(
                    name if self.in_function else f"{self.dag_name}.param({expression(name)})"
                )
            case VariableOf(name=name, path=path):
                return Expression(name + "".join(f"[{expression(key)}]" for key in path))
            case Items(items=items, shape=shape):
                parts = [self.argument(item) for item in items]
                return expression(
                    tuple(parts) if shape == "tuple" else set(parts) if shape == "set" else parts
                )
            case Entries(entries=entries):
                return expression({key: self.argument(item) for key, item in entries.items()})
            case Code(template=str() as template):
                return expression(renamed(template, self.computed))
            case Code():
                return self._code(value)
            case Constant(value=str() as text) if not self.work.is_own and (
                "{{" in text or "{%" in text
            ):
                return expression(_raw(text))
            case Lookup(what="environment"):
                return self._environment(value)
            case Constant():
                return expression(value)
            case _:
                return self.template(value)

    def template(self, value: Value) -> Expression:
        """A value as a string that Airflow renders when the task runs."""
        if isinstance(
            value, OutputOf | FamilyOutput | Items | Entries | Code | VariableOf | Constant
        ):
            if isinstance(value, Constant) and not isinstance(value.value, str):
                return expression(str(value.value))
            return self.argument(value)
        if isinstance(value, Text) and value.template is not None:
            return expression(value.template)
        parts = value.parts if isinstance(value, Text) else (value,)
        pieces = [self._piece(part) for part in parts]
        return fstring(pieces)

    def output(self, value: OutputOf) -> str:
        """The handle of a task, of one of its outputs, or of a key of its result."""
        handle = self.handles[value.task]
        key = value.output if value.output != "result" else (value.path[0] if value.path else None)
        base = f"{handle}.output" if value.task in self.plain_handles else handle
        return base if key is None else f"{base}[{expression(key)}]"

    def _piece(self, part: Value) -> str | Expression:
        match part:
            case Constant(value=str() as text):
                return text if self.work.is_own else _raw(text)
            case Constant(value=other):
                return str(other)
            case OutputOf():
                return "{{ " + self._pull(part) + " }}"
            case ParameterOf(name=name):
                return (
                    f"{{{{ params.{name} }}}}"
                    if name.isidentifier()
                    else f"{{{{ params[{name!r}] }}}}"
                )
            case ContextOf(key=key):
                return f"{{{{ {self.computed.get(key) or TEMPLATES.get(key, key)} }}}}"
            case Code(template=str() as template):
                return renamed(template, self.computed)
            case Lookup(what="environment"):
                return self._environment(part)
            case Lookup():
                return f"{{{{ {_lookup(part)} }}}}"
            case _:
                return self.argument(part)

    def _pull(self, value: OutputOf) -> str:
        address = self.addresses.get(value.task, value.task)
        key = "" if value.output == "result" else f", key={value.output!r}"
        path = "".join(f"[{step!r}]" for step in value.path)
        return f"ti.xcom_pull(task_ids={address!r}{key}){path}"

    def _environment(self, value: Lookup) -> Expression:
        module = self.work.imports.add_module("os")
        if value.default is None:
            return Expression(f"{module}.environ[{expression(value.name)}]")
        return Expression(
            f"{module}.environ.get({expression(value.name)}, {self.argument(value.default)})"
        )

    def _asked(self, value: Lookup) -> Expression:
        """A variable in an expression of the author, asked for where the DAG is built."""
        if value.what != "variable":
            return self.argument(value)
        given = [expression(value.name).text]
        if value.default is not None:
            given.append(self.argument(value.default).text)
        given += ["deserialize_json=True"] if value.parsed else []
        return Expression(f"{self.work.sdk('Variable')}.get({', '.join(given)})")

    def _code(self, value: Code) -> Expression:
        """An expression of the author that is known where the DAG is built, or what Airflow has methods for."""
        methods = chained(value, self.output) if self.work.is_own and value.reads else None
        if methods is not None:
            return Expression(methods, (), value.names)
        text = value.text
        for name, read in value.reads.items():
            spelt = self._asked(read).text if isinstance(read, Lookup) else self.argument(read).text
            if spelt != name:
                text = re.sub(rf"(?<![\w.]){re.escape(name)}\b", spelt, text)
        return Expression(text, (), value.names)


def _lookup(value: Lookup) -> str:
    match value.what:
        case "connection":
            return f"conn.{value.name}.{value.field or 'get_uri()'}"
        case _ if value.parsed and value.default is None:
            return f"var.json.{value.name}"
        case _ if isinstance(value.default, Constant):
            return f"var.value.get({value.name!r}, {value.default.value!r})"
        case _:
            return f"var.value.{value.name}"


def _raw(text: str) -> str:
    """Text of another engine that happens to look like a template."""
    return f"{{% raw %}}{text}{{% endraw %}}" if "{{" in text or "{%" in text else text
