"""`polydag schema`: the JSON Schema of the IR, of run records, of the results of comparisons and of the suite."""

from __future__ import annotations

import json

import click
from pydantic import BaseModel

from polydag.conformance.saved import SavedResult
from polydag.ir.serial import DIALECT, schema
from polydag.runs.record import RunRecord
from polydag.runs.results import Results

_MODELS: dict[str, type[BaseModel]] = {
    "run": RunRecord,
    "comparison": Results,
    "conformance": SavedResult,
}


@click.command("schema")
@click.argument("of", type=click.Choice(["ir", *_MODELS]), default="ir")
def command(of: str) -> None:
    """Print the JSON Schema of the intermediate representation (ir), of what `run` prints (run), of what `compare --on` and
    `verify` print (comparison), or of what `conformance` prints (conformance)."""
    found = schema() if of == "ir" else {"$schema": DIALECT, **_published(of)}
    click.echo(json.dumps(found, indent=2))


def _published(of: str) -> dict[str, object]:
    return _MODELS[of].model_json_schema(by_alias=True, mode="serialization")
