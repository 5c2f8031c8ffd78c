"""`polydag schema`: the JSON Schema of the IR."""

from __future__ import annotations

import json

import click

from polydag.ir.serial import schema


@click.command("schema")
def command() -> None:
    """Print the JSON Schema of the intermediate representation."""
    click.echo(json.dumps(schema(), indent=2))
