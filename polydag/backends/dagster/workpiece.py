"""One task while it is written: the inputs that it takes, what its function needs, and its values as code."""

from __future__ import annotations

from dataclasses import dataclass, field

from polydag.backends.dagster.codes import FromEnvironment, IntrinsicLost
from polydag.backends.dagster.design import Design
from polydag.backends.dagster.inlining import TAKEN
from polydag.backends.dagster.names import Scope, class_name, dagster_name, environment_name
from polydag.backends.dagster.schedules import spelt_dates
from polydag.backends.dagster.sheet import KEY, Sheet, Where
from polydag.backends.dagster.spelling import context_table
from polydag.ir.check import span_of
from polydag.ir.tasks import Family, Task
from polydag.ir.values import (
    DATE_TEXTS,
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
    walk,
)
from polydag.rendering.binding import bound
from polydag.rendering.strings import fstring_text, string


@dataclass(frozen=True)
class Source:
    """An output of another task; `mapped` ones arrive as a list of all instances."""

    task: str
    output: str = "result"


@dataclass(frozen=True)
class Input:
    """A data input of a task: one output, or a list of them (`many`)."""

    name: str
    sources: tuple[Source, ...]
    many: bool = False
    annotation: str = ""


@dataclass(frozen=True)
class Links:
    """Control inputs by name, each fed by one output or by a list (`listed`); `anchor` asks for an op that always runs.

    Those of `single` are never lists: Dagster refuses these inside of a mapping.
    """

    named: dict[str, tuple[Source, ...]] = field(default_factory=dict)
    listed: bool = False
    anchor: bool = False
    single: frozenset[str] = frozenset()

    @property
    def upstream(self) -> set[str]:
        return {source.task for sources in self.named.values() for source in sources} - {""}


@dataclass(frozen=True)
class Element:
    """What an instance of a mapped group is given: `parts` say how each variable is taken from it, by the name `parameter`."""

    source: Source
    parameter: str
    parts: dict[str, str]

    def part(self, name: str, taken: str) -> str:
        """A variable as code, where the element is called `taken`."""
        if "**" in self.parts:
            return f"{taken}[{string(name)}]"
        return taken + self.parts[name].removeprefix(self.parameter)


@dataclass
class Workpiece:
    """Collects what a rule finds out about its task; `inputs` by name, in order of use.

    No input has one of the `own` names, which the function gives to what it makes.
    """

    task: Task
    design: Design
    sheet: Sheet
    inputs: dict[str, Input] = field(default_factory=dict)
    needs: set[str] = field(default_factory=set)
    before: list[str] = field(default_factory=list)
    reserved: set[str] = field(default_factory=set)
    own: frozenset[str] = frozenset()
    items: dict[str, str] = field(default_factory=dict)
    element: Element | None = None

    @property
    def id(self) -> str:
        return self.task.id

    @property
    def key(self) -> str:
        return self.design.keys[self.id]

    @property
    def symbol(self) -> str:
        return self.design.symbols[self.id]

    @property
    def tracked(self) -> bool:
        return self.design.tracked(self.id)

    @property
    def config_class(self) -> str:
        """The name of the op's own config class."""
        return class_name(self.symbol, "Config")

    @property
    def place(self) -> Where:
        """Where a diagnostic about the task belongs."""
        return {
            "pipeline": self.design.pipeline.id,
            "task": self.id,
            "target": KEY,
            "span": span_of(self.task.span),
        }

    def take(
        self, wanted: str, sources: tuple[Source, ...], *, many: bool = False, annotation: str = ""
    ) -> str:
        """An input for outputs of other tasks; the same outputs are taken once."""
        for known in self.inputs.values():
            if known.sources == sources and known.many == many and wanted not in self.reserved:
                return known.name
        own = [] if wanted in self.reserved else self.reserved
        scope = Scope([*self.inputs, *own, *TAKEN, *self.own])
        name = scope.take(dagster_name(wanted))
        self.inputs[name] = Input(name, sources, many, annotation)
        return name

    def parameter(self, name: str) -> str:
        """A parameter of the run as an expression of the body."""
        if self.design.shared_parameters:
            self.needs.add("params")
            return f"{self.design.params_key}.{name}"
        self.needs.add("config")
        return f"config.{name}"

    def expression(self, value: Value) -> str:
        """A value as code of the task's body; outputs become inputs."""
        match value:
            case OutputOf(task=task, output=output, path=path):
                return self._output(task, output) + "".join(
                    f"[{self.sheet.value(part)}]" for part in path
                )
            case FamilyOutput():
                return self.take(value.family, self._members(value), many=True)
            case ParameterOf(name=name):
                return self.parameter(name)
            case ContextOf(key=key):
                return self._context(key)
            case VariableOf(name=name, path=path):
                own = self._variable(name, "")
                return own + "".join(f"[{self.sheet.value(part)}]" for part in path)
            case Lookup():
                return self._lookup(value)
            case Items(items=items, shape=shape):
                return _brackets([self.expression(item) for item in items], shape)
            case Entries(entries=entries):
                inner = ", ".join(
                    f"{self.sheet.value(k)}: {self.expression(v)}" for k, v in entries.items()
                )
                return f"{{{inner}}}"
            case Text(parts=parts):
                return self._text(parts)
            case Code(text=text, reads=reads):
                return self._code(text, reads)
            case Constant():
                return self.sheet.value(value)

    def _text(self, parts: tuple[Value, ...]) -> str:
        """A text of parts; one that is a date's text is that."""
        match parts:
            case [ContextOf(key=key) as fact] if key in DATE_TEXTS:
                return self.expression(fact)
        made = [self._part(part) for part in parts]
        plain = [part for part in made if isinstance(part, str)]
        return string("".join(plain)) if plain == made else fstring_text(made)

    def _part(self, part: Value) -> str | tuple[str]:
        return (
            part.value
            if isinstance(part, Constant) and isinstance(part.value, str)
            else (self.expression(part),)
        )

    def _code(self, text: str, reads: dict[str, Value]) -> str:
        """The author's expression; names that it reads from the building code are bound around it."""
        made = {name: self.expression_as(name, value) for name, value in reads.items()}
        return bound(text, made)

    def expression_as(self, name: str, value: Value) -> str:
        """As `expression`, with an input called `name` where the value is an output as it is."""
        if isinstance(value, OutputOf) and not value.path:
            return self.take(
                name, (Source(value.task, value.output),), many=self.is_mapped(value.task)
            )
        if isinstance(value, FamilyOutput):
            return self.take(name, self._members(value), many=True)
        if isinstance(value, VariableOf) and not value.path:
            return self._variable(value.name, name)
        return self.expression(value)

    def _variable(self, name: str, wanted: str) -> str:
        """A variable: of a loop that is written again, or what the instance of a mapped group is given."""
        if self.element is None:
            return name
        whole = self.element.parts.get(name) == self.element.parameter
        taken = self.take((whole and wanted) or self.element.parameter, (self.element.source,))
        return self.element.part(name, taken)

    def _output(self, task: str, output: str) -> str:
        wanted = task.rsplit(".", 1)[-1] if output == "result" else output
        return self.take(wanted, (Source(task, output),), many=self.is_mapped(task))

    def is_mapped(self, task: str) -> bool:
        """Whether a task has instances, whose outputs arrive as a list."""
        return self.design.facts.gathers(self.task, task)

    def _members(self, value: FamilyOutput) -> tuple[Source, ...]:
        for node in self.design.pipeline.nodes:
            if isinstance(node, Family) and node.id == value.family:
                index = next(
                    (i for i, member in enumerate(node.members) if member.id == value.task), 0
                )
                tasks = [instance[index] for instance in node.instances] or [node.members[index]]
                return tuple(Source(task.id, value.output) for task in tasks)
        return ()

    def sources(self, value: Value) -> tuple[Source, ...] | None:
        """The outputs that a list is made of, where it is made of nothing else."""
        if isinstance(value, FamilyOutput):
            return self._members(value)
        lists = ("list", "present")
        if not isinstance(value, Items) or value.shape not in lists or not value.items:
            return None
        plain = [
            item
            for item in value.items
            if isinstance(item, OutputOf) and not item.path and not self.is_mapped(item.task)
        ]
        return (
            tuple(Source(item.task, item.output) for item in plain)
            if len(plain) == len(value.items)
            else None
        )

    def _context(self, key: str) -> str:
        spelled = context_table(spelt_dates(self.design, self.sheet)).get(key)
        if spelled is None:
            self.sheet.tell(IntrinsicLost(what=f"`{key}`", **self.place))
            return f"NotImplementedError({self.sheet.value(key)})"
        for module, name in spelled.imports:
            self.sheet.needs(module, name)
        self.needs.update(spelled.needs)
        return spelled.text or "None"

    def _parsed(self, value: Lookup) -> str:
        """What the text of an environment variable means as JSON; a default is the value itself."""
        text = self.looked_up(value.what, value.name, value.field, None)
        made = f"{self.sheet.needs('json')}.loads({text})"
        if value.default is None:
            return made
        name = self.sheet.value(environment_name(value.name))
        return f"({made} if {name} in os.environ else {self.expression(value.default)})"

    def _lookup(self, value: Lookup) -> str:
        if value.parsed:
            return self._parsed(value)
        return self.looked_up(value.what, value.name, value.field, value.default)

    def looked_up(self, what: str, name: str, part: str | None, default: Value | None) -> str:
        """Something that the source's server holds, read from the environment."""
        variable = (
            environment_name(f"{name}_{part}" if part else name) if what != "environment" else name
        )
        if what != "environment":
            self.sheet.tell(
                FromEnvironment(what=f"the {what}", name=name, variable=variable, **self.place)
            )
            self.sheet.manual.setdefault(
                f"set the environment variable {variable} ({what} `{name}` of the source)"
            )
        os = self.sheet.needs("os")
        if default is None:
            return f"{os}.environ[{self.sheet.value(variable)}]"
        return f"{os}.environ.get({self.sheet.value(variable)}, {self.expression(default)})"


def sources_of(value: Value) -> tuple[Source, ...]:
    """The outputs of other tasks that a value holds."""
    return tuple(
        Source(v.task, v.output) for v in walk(value) if isinstance(v, OutputOf | FamilyOutput)
    )


def _brackets(items: list[str], shape: str) -> str:
    inner = ", ".join(items)
    match shape:
        case "tuple":
            return f"({inner},)" if len(items) == 1 else f"({inner})"
        case "set":
            return f"{{{inner}}}" if items else "set()"
        case _:
            return f"[{inner}]"
