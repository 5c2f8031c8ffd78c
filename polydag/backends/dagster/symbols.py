"""How Dagster reads what symbolic values of the source ask its server for, and tells those that it cannot say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from polydag.backends.dagster.codes import AttributeLost, FromEnvironment, SymbolicPolicy
from polydag.backends.dagster.names import environment_name
from polydag.backends.dagster.sheet import KEY
from polydag.backends.open_loops import open_families
from polydag.backends.symbols import Asked, Placed, Spelt
from polydag.diagnostics import Collector
from polydag.ir.check import span_of
from polydag.ir.pipeline import Module
from polydag.rendering.strings import string


@dataclass(frozen=True)
class EnvironmentWording:
    """Variables are read from the environment."""

    collector: Collector
    manual: dict[str, None]

    def variable(self, asked: Asked, at: Placed) -> Spelt | None:
        """`os.environ`, with the default of the source; the name of the variable has to be known."""
        if asked.computed:
            return None
        variable = environment_name(asked.key)
        told = FromEnvironment(
            what="the variable",
            name=asked.key,
            variable=variable,
            target=KEY,
            pipeline=at.pipeline,
            span=at.span,
        )
        self.collector.tell(told)
        self.manual.setdefault(
            f"set the environment variable {variable} (variable `{asked.key}` of the source)"
        )
        name = string(variable)
        if asked.parsed:
            made = f"json.loads(os.environ[{name}])"
            if asked.default is not None:
                made = f"({made} if {name} in os.environ else {asked.default})"
            return Spelt(made, {"json": "import json", "os": "import os"})
        if asked.default is None:
            return Spelt(f"os.environ[{name}]", {"os": "import os"})
        return Spelt(f"os.environ.get({name}, {asked.default})", {"os": "import os"})

    def lost(self, attribute: str, expression: str, at: Placed) -> None:
        """Left out: nothing in the module would define what it reads."""
        told = SymbolicPolicy(
            attribute=attribute,
            owner=at.owner,
            expression=expression,
            instead="it reads what only the source has, and is left out",
            target=KEY,
            pipeline=at.pipeline,
            span=at.span,
        )
        self.collector.tell(told)


def tell_open_loops(
    module: Module, lost: Mapping[str, frozenset[str]], collector: Collector
) -> None:
    """Tell the loops over what nobody knows while the code is written that no job can say."""
    for pipeline in module.pipelines:
        for family in open_families(pipeline):
            if family.id in lost[pipeline.id]:
                told = AttributeLost(
                    attribute="loop",
                    owner=family.id,
                    reason="what it runs over is only known when the code is loaded, and no job can say"
                    " it here: its tasks raise",
                    target=KEY,
                    pipeline=pipeline.id,
                    span=span_of(family.span),
                )
                collector.tell(told)
