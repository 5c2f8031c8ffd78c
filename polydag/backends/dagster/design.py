"""The design of one pipeline: style, names of its tasks, tiers, parameters and dates, settled before anything is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from polydag.backends.bodies.escaping import asks_by_name, asks_parameters, facts_asked
from polydag.backends.contract import Options
from polydag.backends.dagster.facts import Facts
from polydag.backends.dagster.handlers import catches, with_outputs, with_rules
from polydag.backends.dagster.inlining import inlines
from polydag.backends.dagster.names import GENERIC, Scope, class_name, dagster_name, without_braces
from polydag.backends.dagster.style import Choice, choose_style
from polydag.backends.dagster.tiers import Tiers, tiers
from polydag.ir.operations import Check, Empty, OfFunction
from polydag.ir.pipeline import Module, Pipeline
from polydag.ir.reads import arguments_of
from polydag.ir.tasks import Task
from polydag.ir.values import ContextOf, ParameterOf, Value, walk

# What makes a run be about a day or an interval.
DATES = frozenset(
    [
        "ds",
        "ds_nodash",
        "ts",
        "ts_nodash",
        "ts_nodash_with_tz",
        "logical_date",
        "execution_date",
        "data_interval_start",
        "data_interval_end",
        "partition_key",
        "prev_ds",
        "prev_ds_nodash",
        "next_ds",
        "next_ds_nodash",
        "prev_execution_date",
        "prev_logical_date",
        "yesterday_ds",
        "yesterday_ds_nodash",
        "tomorrow_ds",
        "tomorrow_ds_nodash",
        "run_date",
        "task_instance_key_str",
    ]
)


@dataclass(frozen=True)
class Design:
    """What is settled about a pipeline. `symbols` are Python names, `keys` what Dagster calls each task."""

    facts: Facts
    options: Options
    tiers: Tiers
    choice: Choice
    symbol: str
    name: str
    keys: dict[str, str]
    symbols: dict[str, str]
    prefix: str = ""
    several: bool = False
    contracted: frozenset[str] = frozenset()
    inline: frozenset[str] = frozenset()
    launchable: Mapping[str, Design] = field(default_factory=dict)

    @property
    def pipeline(self) -> Pipeline:
        return self.facts.pipeline

    @property
    def assets(self) -> bool:
        return self.choice.style == "assets"

    @property
    def shared(self) -> bool:
        """Whether other pipelines are in the same code location."""
        return self.several or self.options.tree

    @property
    def params_class(self) -> str:
        """The name of the resource that holds the parameters of the run."""
        return class_name(self.name, "Params") if self.several else "Params"

    @property
    def params_key(self) -> str:
        """What that resource is called: one code location has one resource of a name, and each pipeline its own parameters."""
        return f"{self.name}_params" if self.shared else "params"

    def tracked(self, id: str) -> bool:
        """Whether the task's op reports its outcome in place of failing."""
        return id in self.tiers.tracked

    @cached_property
    def readers(self) -> dict[str, tuple[str, ...]]:
        """For each parameter of the run the tasks that read it."""
        found: dict[str, list[str]] = {p.name: [] for p in self.pipeline.parameters}
        for id, task in self.facts.tasks.items():
            for name in parameters_read(self.facts, task):
                found.setdefault(name, []).append(id)
        return {name: tuple(ids) for name, ids in found.items()}

    @cached_property
    def shared_parameters(self) -> bool:
        """Whether parameters are a resource of the job: several ops read them."""
        reading = {id for ids in self.readers.values() for id in ids}
        return len(reading) > 1 or bool(reading & (self.tiers.tracked | set(self.tiers.hooks)))

    @cached_property
    def dated(self) -> frozenset[str]:
        """Facts about the run's date that some task reads."""
        return (
            frozenset(
                key for task in self.facts.tasks.values() for key in context_read(self.facts, task)
            )
            & DATES
        )


def parameters_read(facts: Facts, task: Task) -> tuple[str, ...]:
    """The parameters of the run that a task reads, in its arguments or in its body."""
    given = [
        v.name for value in _values(facts, task) for v in walk(value) if isinstance(v, ParameterOf)
    ]
    used = [use.key for use in facts.uses(task) if use.kind == "parameter"]
    if any(asks_parameters(use) for use in facts.uses(task)):
        used += [parameter.name for parameter in facts.pipeline.parameters]
    return tuple(dict.fromkeys([*given, *used]))


def context_read(facts: Facts, task: Task) -> tuple[str, ...]:
    """The facts about the run that a task reads, in its arguments or in its body."""
    given = [
        v.key for value in _values(facts, task) for v in walk(value) if isinstance(v, ContextOf)
    ]
    used = [use.key for use in facts.uses(task) if use.kind == "context"]
    # Who may ask for anything does not make a run without a schedule be about a day; who asks for the day does.
    handed = (use for use in facts.uses(task) if facts.pipeline.schedules or asks_by_name(use))
    used += [key for use in handed for key in facts_asked(use)]
    return tuple(dict.fromkeys([*given, *used]))


def _values(facts: Facts, task: Task) -> list[Value]:
    pulls = task.operation.pulls if isinstance(task.operation, OfFunction) else {}
    return [*arguments_of(task.operation).values(), *pulls.values(), *facts.over(task)]


def design(
    module: Module,
    pipeline: Pipeline,
    options: Options,
    names: Scope,
    defined: Scope | None = None,
) -> Design:
    """Settle everything about a pipeline; `names` are Python's in the module, `defined` those of its ops and jobs."""
    facts, tier = _handled(module, pipeline, options)
    choice = choose_style(facts, tier, options)
    several = len(module.pipelines) > 1
    shared = several or options.tree
    assets = choice.style == "assets"
    contracted = frozenset(
        id for id, task in facts.tasks.items() if assets and _is_order_alone(task)
    )
    name = dagster_name(pipeline.address or pipeline.id)
    defined = defined or Scope()
    if not assets:
        defined.take(name)
    keys = _keys(facts, assets, name, defined, options.tree)
    generic = (
        assets
        and pipeline.style != "assets"
        and any(key in GENERIC for id, key in keys.items() if id not in contracted)
    )
    inline = _inline(facts, tier, assets)
    symbols = {
        id: _symbol(facts, id, key, names, several, inline, "hook" if id in tier.hooks else "op")
        for id, key in keys.items()
    }
    prefix = name if generic or (shared and assets and pipeline.style != "assets") else ""
    # Of an asset without a prefix the op is called like the asset, and no job may be.
    taken = assets and name in (key for id, key in keys.items() if _is_bare(facts, id, prefix))
    return Design(
        facts=facts,
        options=options,
        tiers=tier,
        choice=choice,
        symbol=names.take(name, f"{name}_job"),
        name=f"{name}_job" if taken else name,
        keys=keys,
        symbols=symbols,
        prefix=prefix,
        several=several,
        contracted=contracted,
        inline=inline,
    )


def _is_bare(facts: Facts, id: str, prefix: str) -> bool:
    """Whether nothing stands before the name in the key of the asset that a task makes."""
    asset = facts.asset_of(facts.tasks[id])
    return not prefix if asset is None else len(asset.key) == 1


def _is_order_alone(task: Task) -> bool:
    """Whether nothing but the order would miss the task: it does nothing, makes no asset, and calls nobody."""
    return isinstance(task.operation, Empty) and not task.publishes and not task.hooks


def _inline(facts: Facts, tier: Tiers, assets: bool) -> frozenset[str]:
    """Tasks whose function becomes the op, asset or hook itself."""
    return frozenset(
        id
        for id, task in facts.tasks.items()
        if (
            not arguments_of(task.operation)
            if id in tier.hooks
            else inlines(facts, task, assets=assets, tracked=id in tier.tracked)
        )
    )


def _handled(module: Module, pipeline: Pipeline, options: Options) -> tuple[Facts, Tiers]:
    """Failures that a `try` catches are outputs, unless the ops around it report outcomes anyway."""
    if catches(pipeline, module) and not options.exact:
        facts = Facts(module, with_outputs(pipeline))
        tier = tiers(facts, options)
        if not tier.tracked.intersection(facts.caught):
            return facts, tier
    facts = Facts(module, with_rules(pipeline), by_rules=True)
    return facts, tiers(facts, options)


def reports(module: Module, pipeline: Pipeline, options: Options) -> bool:
    """Whether ops report outcomes in place of failing: every output of theirs is given then, whatever the function gave."""
    return bool(_handled(module, pipeline, options)[1].tracked)


def _keys(facts: Facts, assets: bool, name: str, defined: Scope, tree: bool) -> dict[str, str]:
    """What Dagster calls each task: its id in letters that Dagster accepts, or the asset that it makes.

    Ops and jobs of one code location share a namespace, which other modules of a tree are in too; assets are told apart
    by their prefix.
    """
    if assets:
        alone = Scope()
        return {id: alone.take(wanted, f"{name}_{wanted}") for id, wanted in _wishes(facts, assets)}
    return {
        id: defined.take(f"{name}_{wanted}" if tree else wanted, f"{name}_{wanted}")
        for id, wanted in _wishes(facts, assets)
    }


def _wishes(facts: Facts, assets: bool) -> Iterator[tuple[str, str]]:
    for id, task in facts.tasks.items():
        yield id, dagster_name(without_braces(_wanted(facts, task, assets)))


def _wanted(facts: Facts, task: Task, assets: bool) -> str:
    if assets and len(task.publishes) == 1 and not isinstance(task.operation, Check):
        asset = facts.asset_of(task)
        if asset is not None:
            return asset.key[-1]
        return task.publishes[0] if facts.makers[task.publishes[0]] == 1 else task.id
    return task.id


def _symbol(
    facts: Facts, id: str, key: str, names: Scope, several: bool, inline: frozenset[str], kind: str
) -> str:
    """The Python name of a task's op or asset: its key, unless something of the author is called so."""
    function = facts.function(facts.tasks[id])
    if id in inline and function is not None and function.name == key:
        return key
    return names.take(
        key, f"{dagster_name(facts.pipeline.id)}_{key}" if several else f"{key}_{kind}"
    )
