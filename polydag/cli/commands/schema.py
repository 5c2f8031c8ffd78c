"""`polydag schema`: the JSON Schema of the IR, of run records, of the result of a comparison."""

from __future__ import annotations

import json

import click
from pydantic import BaseModel

from polydag.ir.serial import DIALECT, schema
from polydag.runs.record import RunRecord
from polydag.runs.results import Results

_MODELS: dict[str, type[BaseModel]] = {"run": RunRecord, "comparison": Results}


@click.command("schema")
@click.argument("of", type=click.Choice(["ir", *_MODELS]), default="ir")
def command(of: str) -> None:
    """Print the JSON Schema of the intermediate representation (ir), of what `run` prints (run), or of what `compare --on` and
    `verify` print (comparison)."""
    found = schema() if of == "ir" else {"$schema": DIALECT, **_published(of)}
    click.echo(json.dumps(found, indent=2))


def _published(of: str) -> dict[str, object]:
    return _MODELS[of].model_json_schema(by_alias=True, mode="serialization")
