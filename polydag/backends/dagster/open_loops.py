"""Loops over what is only known when the code is loaded: a function makes the ops of one element, the job calls it in a loop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from polydag.backends.contract import Options
from polydag.backends.dagster.context import Block
from polydag.backends.dagster.design import Design, design
from polydag.backends.dagster.names import Scope, dagster_name, without_braces
from polydag.backends.dagster.sheet import Sheet
from polydag.backends.open_loops import ends_of, open_families, unreadable
from polydag.ir.operations import Choose, Launch, Opening
from polydag.ir.pipeline import Module
from polydag.ir.tasks import Family
from polydag.ir.values import Code, FamilyOutput, walk

_NUMBER = "number"


@dataclass(frozen=True)
class OpenLoop:
    """A loop of a job: `factory` makes the ops of one element, which `symbols` are called in the job."""

    family: Family
    factory: str
    symbols: tuple[str, ...]
    over: str
    firsts: tuple[str, ...]
    lasts: tuple[str, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(member.id for member in self.family.members)

    @property
    def is_numbered(self) -> bool:
        """Whether an op has no id of its own in every iteration, so that it is told apart by a number."""
        return not set(self.ids) <= set(self.family.ids)

    @property
    def given(self) -> str:
        """The parameters of the factory, and what it is called with."""
        number = (_NUMBER,) if self.is_numbered else ()
        return ", ".join((*number, *self.family.variables))

    @property
    def head(self) -> str:
        variables = ", ".join(self.family.variables)
        if not self.is_numbered:
            return f"for {variables} in {self.over}:"
        inner = f"({variables})" if len(self.family.variables) > 1 else variables
        return f"for {_NUMBER}, {inner} in enumerate({self.over}):"

    @property
    def follows(self) -> bool:
        """Whether an iteration waits for the one before."""
        return self.family.order == "chain"

    def made(self) -> str:
        """The call of the factory."""
        return f"{self.factory}({self.given})"

    def block(self, blocks: Sequence[Block]) -> Block:
        """The factory, with the definitions of the ops inside."""
        rows = [f"def {self.factory}({self.given}):"]
        for block in blocks:
            inner = [*block.comments, *block.decorators, *block.definition.split("\n")]
            rows += [*(f"    {row}" if row else "" for row in inner), ""]
        rows.append(f"    return {', '.join(self.symbols)}")
        return Block((), (), "\n".join(rows))


def open_loops(found: Design, sheet: Sheet) -> dict[str, OpenLoop]:
    """The loops of a pipeline, by the tasks in them."""
    loops: dict[str, OpenLoop] = {}
    for family in open_families(found.pipeline):
        assert isinstance(family.over, Code), "what cannot be printed was refused"
        wanted = f"{dagster_name(family.id)}_{'op' if len(family.members) == 1 else 'ops'}"
        firsts, lasts = ends_of(family, found.facts.graph.edges)
        loop = OpenLoop(
            family=family,
            factory=sheet.names.take(wanted, f"{found.name}_{wanted}"),
            symbols=tuple(found.symbols[member.id] for member in family.members),
            over=family.over.text,
            firsts=tuple(firsts),
            lasts=tuple(lasts),
        )
        loops |= dict.fromkeys(loop.ids, loop)
    return loops


def name_of(id: str, loop: OpenLoop, found: Design, sheet: Sheet) -> str:
    """The name of an op in the factory: an expression that Dagster accepts whatever the element is."""
    key = found.keys[id]
    if id not in loop.family.ids:
        return f'name=f"{key}_{{{_NUMBER}}}"'
    own = dagster_name(without_braces(id))
    prefix = key.removesuffix(own) if key.endswith(own) else ""
    text = loop.family.ids[id].text
    text = f'f"{prefix}{text[2:]}' if text.startswith('f"') else f'"{prefix}" + {text}'
    return f'name={sheet.needs("re")}.sub(r"\\W+", "_", {text})'


def unwritable(module: Module, options: Options) -> dict[str, frozenset[str]]:
    """The loops that no job can say, by pipeline."""
    found = {}
    for pipeline in module.pipelines:
        families = open_families(pipeline)
        if families:
            tried = design(module, pipeline, options, Scope(), Scope())
            lost = unreadable(module, pipeline)
            lost |= {family.id for family in families if not _is_plain(family, tried)}
            found[pipeline.id] = lost
    return found


def _is_plain(family: Family, tried: Design) -> bool:
    """Whether every iteration is ops that all run, and nothing outside stands between them."""
    facts, tiers = tried.facts, tried.tiers
    ids = {member.id for member in family.members}
    special = {*tiers.hooks, *facts.caught, *facts.may_skip}
    deciding = (Choose, Opening, Launch)
    if special & ids or any(isinstance(m.operation, deciding) or m.mapping for m in family.members):
        return False
    around = [id for id in facts.tasks if id not in ids]
    between = any(
        facts.graph.ancestors(id) & ids and facts.graph.descendants(id) & ids for id in around
    )
    mapped = any(
        isinstance(inner, FamilyOutput) and inner.family == family.id
        for id in around
        if (mapping := facts.tasks[id].mapping) is not None
        for value in mapping.over.values()
        for inner in walk(value)
    )
    return not between and not mapped
