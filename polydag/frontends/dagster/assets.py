"""Assets → tasks: what makes them, what they take, what checks them."""

from __future__ import annotations

from dataclasses import dataclass, field

from polydag.frontends.dagster.arguments import leftovers
from polydag.frontends.dagster.codes import (
    AssetOutside,
    CheckReadsAll,
    DefinitionNotRead,
    OutputSkips,
)
from polydag.frontends.dagster.dbt import dbt_operation
from polydag.frontends.dagster.functions import Functions, origin
from polydag.frontends.dagster.graph import declared_outputs, left_out
from polydag.frontends.dagster.handles import Definition, Key, Made, given_list
from polydag.frontends.dagster.policies import retry_of, text_of, texts_of
from polydag.frontends.dagster.tags import Owner, Tags, op_tags
from polydag.ir.operations import Call, Check, Dbt, Opaque, Operation
from polydag.ir.pipeline import Asset
from polydag.ir.policies import Retry
from polydag.ir.tasks import Edge, Task
from polydag.ir.values import OutputOf, Value
from polydag.syntax.data import Datum, DictData, Known, SetData, datum_of


@dataclass(frozen=True)
class Source:
    """An asset, multi-asset or dbt definition as declared: which keys it makes, from which keys, after which."""

    definition: Definition
    id: str
    step: str
    keys: dict[str, Key]
    inputs: dict[str, Key]
    deps: tuple[Key, ...]
    group: str | None = None
    checks: tuple[Definition, ...] = ()


@dataclass
class Assets:
    """The assets of a module, in the order in which they are written."""

    functions: Functions
    resources: dict[str, Datum]
    sources: list[Source] = field(default_factory=list)
    checks: list[Definition] = field(default_factory=list)
    known: dict[str, Asset] = field(default_factory=dict)
    prefix: Key = ()
    _extras: dict[str, dict[str, dict[str, Value]]] = field(default_factory=dict)

    def add(self, definition: Definition) -> None:
        """Declare an asset or a check."""
        if definition.kind == "check":
            self.checks.append(definition)
        else:
            self.sources.append(self._declared(definition))

    def _declared(self, definition: Definition) -> Source:
        arguments = definition.arguments
        keys = self._keys(definition)
        inputs = self._inputs(definition)
        given = arguments.take("deps")
        # `non_argument_deps` is the name that `deps` had.
        given = given if given is not None else arguments.take("non_argument_deps")
        members = (
            [datum_of(k) for k in given.elements]
            if isinstance(given, SetData)
            else given_list(given)
        )
        deps = tuple(key for member in members if (key := key_of(member)) is not None)
        first = next(iter(keys.values()), (definition.name,))
        is_one = definition.decorator in ("asset", "graph_asset")
        id = self._free(first[-1], first) if is_one else definition.name
        step = f"asset:{'/'.join(first)}" if is_one else definition.name
        group = text_of(arguments.take("group_name"))
        self._remember(definition, keys, group)
        return Source(definition, id, step, keys, inputs, deps, group)

    def _free(self, name: str, key: Key) -> str:
        """The last part of the key, or where another asset is called so Dagster's own name of the step."""
        return "__".join(key) if any(source.id == name for source in self.sources) else name

    def _keys(self, definition: Definition) -> dict[str, Key]:
        """The keys that it makes, by output."""
        arguments = definition.arguments
        if definition.kind == "dbt":
            return {}
        if definition.kind == "multi_asset" or definition.decorator == "graph_multi_asset":
            given = arguments.peek("outs")
            if isinstance(given, DictData):
                return {
                    name: key_of(made) or (name,) for name, made in given.text_entries().items()
                }
            specs = given_list(arguments.take("specs"))
            return {"__".join(key): key for spec in specs if (key := key_of(spec)) is not None}
        whole = key_of(arguments.take("key"))
        prefix = path_of(arguments.take("key_prefix"))
        own = whole if whole is not None else (*prefix, definition.name)
        return {"result": (*self.prefix, *own)}

    def _inputs(self, definition: Definition) -> dict[str, Key]:
        """The key that each parameter takes its value from."""
        if definition.kind == "dbt":
            return {}
        given = definition.arguments.take("ins")
        named = given.text_entries() if isinstance(given, DictData) else {}
        found: dict[str, Key] = {}
        for name in self.functions.signature(definition.function).inputs:
            made = named.get(name)
            prefix = path_of(made.arguments.peek("key_prefix")) if isinstance(made, Made) else ()
            key = key_of(made) if made is not None else None
            found[name] = key if key is not None else (*prefix, name)
        return found

    def _remember(self, definition: Definition, keys: dict[str, Key], group: str | None) -> None:
        arguments = definition.arguments
        kinds = texts_of(arguments.take("kinds"))
        compute = text_of(arguments.take("compute_kind"))
        for key in keys.values():
            id = "/".join(key)
            self.known[id] = Asset(
                id=id, key=key, group=group, kinds=kinds or ((compute,) if compute else ())
            )

    def producer(self, key: Key, group: str | None = None) -> tuple[Source, str] | None:
        """The definition and its output that make a key; a bare name also finds a key of the same group that ends in it."""
        made = [(source, name, own) for source in self.sources for name, own in source.keys.items()]
        exact = [(source, name) for source, name, own in made if own == key]
        if not exact and self.prefix:
            exact = [(s, name) for s, name, own in made if own == (*self.prefix, *key)]
        close = [
            (s, name)
            for s, name, own in made
            if len(key) == 1 and own[-1] == key[0] and s.group == group
        ]
        found = exact or (close if len(close) == 1 else [])
        return found[0] if found else None

    def tasks(
        self, sources: list[Source], shared: Retry | None, pipeline: str
    ) -> tuple[list[Task], list[Edge]]:
        """The tasks and control edges of a selection of assets and of the checks on them."""
        ids = {source.id for source in sources}
        tasks: list[Task] = []
        edges: list[Edge] = []
        for source in sources:
            tasks.append(self._task(source, ids, shared, pipeline))
            for key in source.deps:
                found = self.producer(key, source.group)
                if found is not None and found[0].id in ids:
                    edges.append(_after(found, source.id))
        for check in self.checks:
            self._check(check, ids, tasks, edges)
        return tasks, edges

    def _task(self, source: Source, ids: set[str], shared: Retry | None, pipeline: str) -> Task:
        definition, arguments = source.definition, source.definition.arguments
        outputs = (
            tuple(o.name for o in declared_outputs(definition))
            if definition.kind == "multi_asset"
            else ("result",)
        )
        self._tell_skippable(source, pipeline)
        operation, outside = self._operation(source, ids, outputs, pipeline)
        own = arguments.peek("retry_policy")
        consumed = [
            key
            for key in source.deps
            if (p := self.producer(key, source.group)) is None or p[0].id not in ids
        ]
        owners = texts_of(arguments.peek("owners"))
        tags = self._tags(definition)
        function = self.functions.found.get(getattr(operation, "function", ""))
        task = Task(
            id=source.id,
            operation=operation,
            retry=_retry(own, shared),
            publishes=tuple("/".join(key) for key in source.keys.values()),
            consumes=tuple("/".join(key) for key in (*consumed, *outside)),
            pool=text_of(arguments.peek("pool")),
            tags=tags.labels,
            owner=owners[0].removeprefix("team:") if owners else None,
            doc=text_of(arguments.peek("description")),
            comment=definition.comment,
            source=f"dagster.{definition.decorator}",
            origin=origin(source.step, function),
            span=definition.place,
        )
        for name in _READ:
            arguments.take(name)
        collector = self.functions.collector
        extras = leftovers(arguments, definition.name, collector, definition.span, tags.extras)
        self._extras.setdefault(source.id, extras)
        for key in task.consumes:
            self.known.setdefault(key, Asset(id=key, key=tuple(key.split("/"))))
        return task.model_copy(update={"extras": self._extras[source.id], **tags.policies})

    def _tags(self, definition: Definition) -> Tags:
        """The tags of the asset, and those of the op that makes it."""
        owner = Owner(definition.name, definition.span, self.functions.collector)
        peek = definition.arguments.peek
        return op_tags(peek("tags"), owner) | op_tags(peek("op_tags"), owner)

    def _tell_skippable(self, source: Source, pipeline: str) -> None:
        """Assets without values of their own (`specs`) that may not be made have no counterpart."""
        definition = source.definition
        for spec in given_list(definition.arguments.peek("specs")):
            skips = spec.arguments.peek("skippable") if isinstance(spec, Made) else None
            if isinstance(skips, Known) and skips.value is True:
                output = "/".join(key_of(spec) or ())
                place = {"task": source.id, "pipeline": pipeline}
                told = OutputSkips(output=output, span=definition.span, **place)
                self.functions.collector.tell(told)

    def _operation(
        self, source: Source, ids: set[str], outputs: tuple[str, ...], pipeline: str
    ) -> tuple[Operation, list[Key]]:
        definition = source.definition
        if definition.kind == "dbt":
            return dbt_operation(definition, self.resources, self.functions), []
        if definition.kind == "graph_asset":
            reason = "its graph of ops would be tasks inside one asset"
            kept = DefinitionNotRead(name=definition.name, reason=reason, span=definition.span)
            self.functions.collector.tell(kept)
            text = definition.function.module.segment(definition.function.node)
            return Opaque(class_name=f"dagster.{definition.decorator}", source=text), []
        function = self.functions.lifted(definition.function, outputs, left_out(definition))
        arguments: dict[str, Value] = {}
        outside: list[Key] = []
        for name, key in source.inputs.items():
            found = self.producer(key, source.group)
            if found is not None and found[0].id in ids:
                arguments[name] = OutputOf(task=found[0].id, output=found[1])
                continue
            outside.append(key)
            told = AssetOutside(
                pipeline=pipeline, task=source.id, asset="/".join(key), span=definition.span
            )
            self.functions.collector.tell(told)
        return Call(function=function.name, arguments=arguments), outside

    def _check(
        self, check: Definition, ids: set[str], tasks: list[Task], edges: list[Edge]
    ) -> None:
        arguments = check.arguments
        key = key_of(arguments.peek("asset", 0))
        found = self.producer(key) if key is not None else None
        if found is None or found[0].id not in ids:
            return
        blocking = arguments.peek("blocking")
        function = self.functions.lifted(check.function)
        inputs = self.functions.signature(check.function).inputs
        given: dict[str, Value] = {
            name: OutputOf(task=found[0].id, output=found[1]) for name in inputs[:1]
        }
        asset = "/".join(key or ())
        if given and _is_partitioned(found[0].definition) and not _is_partitioned(check):
            told = CheckReadsAll(check=check.name, task=check.name, asset=asset, span=check.span)
            self.functions.collector.tell(told)
        operation = Check(
            function=function.name,
            asset=asset,
            arguments=given,
            blocking=isinstance(blocking, Known) and blocking.value is True,
        )
        readers = [task.id for task in tasks if _reads(task, found[0].id, edges)]
        tasks.append(
            Task(
                id=check.name,
                operation=operation,
                role="check",
                doc=text_of(arguments.peek("description")),
                comment=check.comment,
                source="dagster.asset_check",
                origin=origin(f"check:{asset}:{check.name}", function, how="check"),
                span=check.place,
                extras=self._check_extras(check),
            )
        )
        if not given:
            edges.append(_after(found, check.name))
        if operation.blocking:
            edges += [Edge(upstream=check.name, downstream=reader) for reader in readers]

    def _check_extras(self, check: Definition) -> dict[str, dict[str, Value]]:
        for name in (
            "name",
            "asset",
            "description",
            "blocking",
            "required_resource_keys",
            "retry_policy",
        ):
            check.arguments.take(name, 0 if name == "asset" else None)
        extras = leftovers(check.arguments, check.name, self.functions.collector, check.span)
        return self._extras.setdefault(check.name, extras)


# Arguments that were peeked at, as several pipelines read them.
_READ = (
    "name",
    "output_required",
    "retry_policy",
    "owners",
    "pool",
    "tags",
    "op_tags",
    "description",
    "outs",
    "config_schema",
    "required_resource_keys",
)


def _after(made: tuple[Source, str], id: str) -> Edge:
    """The edge to what waits for an asset, one of several that may not be made among them."""
    source, output = made
    several = len(source.keys) > 1 and output in left_out(source.definition)
    return Edge(upstream=source.id, downstream=id, output=output if several else None)


def _is_partitioned(definition: Definition) -> bool:
    given = definition.arguments.peek("partitions_def")
    return given is not None and not (isinstance(given, Known) and given.value is None)


def _reads(task: Task, id: str, edges: list[Edge]) -> bool:
    given = getattr(task.operation, "arguments", {})
    by_data = any(isinstance(value, OutputOf) and value.task == id for value in given.values())
    is_work = not isinstance(task.operation, Check | Dbt)
    return (by_data and is_work) or any(e.upstream == id and e.downstream == task.id for e in edges)


def _retry(own: Datum | None, shared: Retry | None) -> Retry:
    if own is None:
        return shared or Retry()
    if isinstance(own, Made):
        # A policy may be shared by several definitions.
        own.arguments.taken.clear()
    return retry_of(own)


def key_of(datum: Datum | None) -> Key | None:
    """The key that a string, `AssetKey`, `AssetIn`, `AssetSpec`, `AssetDep` or an asset itself names."""
    if isinstance(datum, Known) and isinstance(datum.value, str):
        return tuple(datum.value.split("/"))
    if isinstance(datum, Definition):
        prefix = path_of(datum.arguments.peek("key_prefix"))
        whole = key_of(datum.arguments.peek("key"))
        return whole if whole is not None else (*prefix, datum.name)
    if not isinstance(datum, Made):
        return (
            path_of(datum) or None if datum is not None and not isinstance(datum, Known) else None
        )
    given = datum.arguments
    if datum.name == "AssetKey":
        return path_of(given.peek("path", 0)) or None
    if datum.name == "AssetOut":
        return key_of(given.peek("key"))
    first = (
        given.peek("key", 0) if datum.name in ("AssetSpec", "AssetIn") else given.peek("asset", 0)
    )
    key = key_of(first)
    return (*path_of(given.peek("key_prefix")), *key) if key is not None else None


def path_of(datum: Datum | None) -> Key:
    """The parts of a key or prefix that a string or list names."""
    if isinstance(datum, Known) and isinstance(datum.value, str):
        return tuple(datum.value.split("/"))
    return texts_of(datum)
