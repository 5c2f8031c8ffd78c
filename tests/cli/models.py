"""Small modules of the IR for the command line to read."""

from __future__ import annotations

from pathlib import Path

from polydag.ir.functions import Function, Parameter
from polydag.ir.operations import Call
from polydag.ir.pipeline import Module, Pipeline
from polydag.ir.policies import Delays, Retry
from polydag.ir.serial import to_json
from polydag.ir.tasks import Task
from polydag.ir.values import OutputOf

ETL = Module(
    path="etl.py",
    name="etl",
    engine="polydag",
    functions={
        "extract": Function(
            name="extract",
            text="def extract() -> list[int]:\n    return [1, 2]",
            returns="list[int]",
        ),
        "load": Function(
            name="load",
            text="def load(rows):\n    return len(rows)",
            parameters=(Parameter(name="rows"),),
        ),
    },
    pipelines=(
        Pipeline(
            id="etl",
            nodes=(
                Task(
                    id="extract",
                    operation=Call(function="extract"),
                    retry=Retry(count=1, delays=Delays(base=60.0)),
                ),
                Task(
                    id="load",
                    operation=Call(function="load", arguments={"rows": OutputOf(task="extract")}),
                ),
            ),
        ),
    ),
)


def written(folder: Path, module: Module = ETL) -> Path:
    """The module as a JSON file."""
    path = folder / f"{module.name}.json"
    path.write_text(to_json(module), encoding="utf-8")
    return path
