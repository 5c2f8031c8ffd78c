"""Templates that no expression of Python says: jinja2 renders them when the task runs, from what they take of the run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

import jinja2
from jinja2 import meta, nodes

from polydag.frontends.airflow.template_chains import Chain, Token, chains, joined, tokens_of
from polydag.frontends.airflow.template_expressions import expression
from polydag.frontends.airflow.template_names import CURRENT
from polydag.frontends.airflow.template_parts import Part, Sharing, UnloweredError
from polydag.frontends.airflow.template_taking import (
    Taken,
    is_of_pendulum,
    is_plain_step,
    macro,
    path_of,
)
from polydag.frontends.airflow.template_writing import Writing, rendering
from polydag.ir.values import Code, ParameterOf
from polydag.rendering.renaming import renamed

# What jinja2 gives to every template.
_GLOBALS = frozenset({"range", "dict", "lipsum", "cycler", "joiner", "namespace"})
# Airflow's own filters.
OF_DATES = frozenset({"ds", "ds_nodash", "ts", "ts_nodash", "ts_nodash_with_tz"})
_PLAIN = jinja2.Environment()


def at_run_time(
    text: str, sharing: Sharing, environment: jinja2.Environment, native: bool = False
) -> Code:
    """The code that renders a template with jinja2; what it takes from the run is in the code's reads.

    Raises:
        UnloweredError: it takes something that only Airflow knows.
    """
    taking = _Taking(sharing, environment)
    main = taking.source(text)
    included: dict[str, str] = {}
    while missing := taking.included - set(included):
        name = min(missing)
        content = sharing.known.load(name)
        if content is None:
            raise UnloweredError(f"{{% include '{name}' %}}")
        included[name] = taking.source(content)
    writing = Writing(main, included, taking.taken, frozenset(taking.filters), taking.does, native)
    made = ast.fix_missing_locations(rendering(sharing, writing))
    return Code(
        text=ast.unparse(made),
        names=tuple(sharing.names),
        reads=sharing.reads,
        template=renamed(text, CURRENT),
    )


@dataclass(frozen=True)
class _Hit:
    """A chain, as far as it has a meaning by itself."""

    end: int
    part: Part
    trial: Sharing


@dataclass
class _Taking:
    """What a template and those that it includes take from the run."""

    sharing: Sharing
    environment: jinja2.Environment
    taken: Taken = field(default_factory=Taken)
    filters: set[str] = field(default_factory=set)
    included: set[str] = field(default_factory=set)
    does: bool = False

    def source(self, text: str) -> str:
        """The source of a template, in which what jinja2 cannot ask for is a name that is given."""
        tree = self.environment.parse(text)
        self._check(tree)
        names = frozenset(meta.find_undeclared_variables(tree)) - _GLOBALS
        own = {name.name for name in tree.find_all(nodes.Name) if name.ctx != "load"}
        if names & own:
            raise UnloweredError(min(names & own))
        self.sharing.bound |= {name: Part(path=(name,)) for name in own}
        tokens = tokens_of(text, self.environment)
        changed = self._renamed(tokens, names)
        return text if changed == tokens else joined(changed)

    def _check(self, tree: nodes.Template) -> None:
        """Filters, tests and other templates that are named have to be known."""
        own = {*self.sharing.known.filters, *OF_DATES}
        for found in tree.find_all(nodes.Filter):
            if found.name in own:
                self.filters.add(found.name)
            elif found.name not in _PLAIN.filters:
                raise UnloweredError(f"| {found.name}")
        for test in tree.find_all(nodes.Test):
            if test.name not in self.environment.tests:
                raise UnloweredError(f"is {test.name}")
        for other in meta.find_referenced_templates(tree):
            if other is None:
                raise UnloweredError("{% include %} of a name that is computed")
            self.included.add(other)
        self.does |= tree.find(nodes.ExprStmt) is not None

    def _renamed(self, tokens: list[Token], names: frozenset[str]) -> list[Token]:
        """The tokens, where what stands for a given value is its name and nothing else."""
        changed: list[Token] = []
        done = 0
        for chain in chains(tokens, names):
            replaced = self._take(tokens, chain) if chain.start >= done else None
            if replaced is not None:
                name, end = replaced
                changed += [*tokens[done : chain.start], Token("name", name)]
                done = end
        changed += tokens[done:]
        _check_dates(changed)
        return changed

    def _take(self, tokens: list[Token], chain: Chain) -> tuple[str, int] | None:
        """Give what a chain takes; where jinja2 cannot ask for it, a name for it and where what it stands for ends."""
        if chain.name in self.sharing.known.macros:
            self.taken.give((chain.name,), self._node(self._hit(tokens, chain, chain.ends[:1])))
            return None
        hit = self._hit(tokens, chain, chain.ends)
        if hit is None:
            self._dynamic(joined(tokens[chain.start : chain.ends[-1]]))
            return None
        keys = path_of(_parsed(joined(tokens[chain.start : hit.end])))
        if hit.part.kind == "date" and _is_foreign(tokens, hit.end):
            longer = self._hit(tokens, chain, reversed([e for e in chain.ends if e > hit.end]))
            if longer is None:
                raise UnloweredError(_named(joined(tokens[chain.start : chain.ends[-1]])))
            hit, keys = longer, None
        node = self._node(hit)
        if keys is not None:
            self.taken.give(keys, node)
            return None
        source = joined(tokens[chain.start : hit.end])
        return self.taken.name(source, node, self.sharing), hit.end

    def _hit(self, tokens: list[Token], chain: Chain, ends: Iterable[int]) -> _Hit | None:
        """The first of some parts of a chain that has a meaning by itself."""
        for end in ends:
            trial = Sharing(self.sharing.known)
            try:
                part = expression(trial, _parsed(joined(tokens[chain.start : end])))
                if not part.path:
                    return _Hit(end, part, trial)
            except UnloweredError:
                continue
        return None

    def _node(self, hit: _Hit | None) -> ast.expr:
        """The code of a part, with the names of the values that it reads as all of the template calls them."""
        assert hit is not None
        self.sharing.adopt(hit.trial)
        self.sharing.names |= hit.trial.names
        node = hit.trial.node(hit.part)
        names = {
            name: self.sharing.node(Part(value=value)) for name, value in hit.trial.reads.items()
        }
        made = _Renaming(names).visit(node)
        assert isinstance(made, ast.expr)
        return made

    def _dynamic(self, source: str) -> None:
        """What is asked for by a key that the template computes: all parameters, or a macro."""
        name = source.partition(".")[0]
        function = macro(self.sharing, source) if name == "macros" else None
        if function is not None:
            self.taken.give(*function)
            return
        if re.match(r"params\b", source) is None or not self.sharing.known.asked:
            part = expression(Sharing(self.sharing.known), _parsed(source))
            raise UnloweredError(".".join(part.path))
        for key in self.sharing.known.asked:
            value = self.sharing.known.params.get(key, ParameterOf(name=key))
            self.taken.give(("params", key), self.sharing.node(Part(value=value)))


class _Renaming(ast.NodeTransformer):
    """Names, exchanged for other expressions."""

    def __init__(self, names: dict[str, ast.expr]) -> None:
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.names.get(node.id, node)


def _parsed(source: str) -> nodes.Expr:
    output = _PLAIN.parse("{{ " + source + " }}").body[0]
    assert isinstance(output, nodes.Output)
    return output.nodes[0]


def _named(source: str) -> str:
    """A chain as a message names it, without what its calls are given."""
    return re.sub(r"\(.*\)", "(…)", source, flags=re.DOTALL)


def _is_foreign(tokens: list[Token], end: int) -> bool:
    """Whether the next step is an attribute that only Airflow's dates have."""
    if end + 1 >= len(tokens) or tokens[end].text != ".":
        return False
    return not is_plain_step(tokens[end + 1].text)


def _check_dates(tokens: list[Token]) -> None:
    """What a template binds and then asks as a date of Airflow would fail when it is rendered."""
    for dot, name in pairwise(tokens):
        if dot.text == "." and name.kind == "name" and is_of_pendulum(name.text):
            raise UnloweredError(f".{name.text}")
