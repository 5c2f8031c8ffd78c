"""`polydag engines`: the environments that run, compare and the suite use."""

from __future__ import annotations

import json
import os
import sys
import time

import click

from polydag.cli import options
from polydag.engines import EngineVersion, UnknownEngineError, parse_target
from polydag.runs import environments


@click.group("engines", invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> None:
    """Install, list or remove the environments that pipelines run in; each engine has one of its own."""
    if context.invoked_subcommand is None:
        context.invoke(listing)


@command.command("list")
@options.output_format("text", "json")
def listing(output_format: str = "text") -> None:
    """What can be installed, and where what is installed lies."""
    found = environments.listed()
    if output_format == "json":
        click.echo(
            json.dumps({v.key: str(e.folder) if e else None for v, e in found.items()}, indent=2)
        )
        return
    for version, environment in found.items():
        click.echo(f"{version.key:<14} {environment.folder if environment else 'not installed'}")


@command.command("install")
@click.argument("names", nargs=-1, metavar="[ENGINE...]")
def install(names: tuple[str, ...]) -> None:
    """Make the environments of these engines, or of all; quick when they are up to date.

    An engine that no interpreter on this machine fits is told and left out; it fails the command when it was named, or
    when POLYDAG_REQUIRE_ENGINES is set.
    """
    required = bool(names) or bool(os.environ.get("POLYDAG_REQUIRE_ENGINES"))
    failed = [version for version in _chosen(names) if not _install(version)]
    sys.exit(2 if failed and required else 0)


@command.command("remove")
@click.argument("names", nargs=-1, required=True, metavar="ENGINE...")
def remove(names: tuple[str, ...]) -> None:
    """Remove the environments of these engines."""
    for version in _chosen(names):
        there = environments.remove(version.key)
        click.echo(f"{version.key}: {'removed' if there else 'was not installed'}", err=True)


def _chosen(names: tuple[str, ...]) -> list[EngineVersion]:
    try:
        return [parse_target(name) for name in names] or list(environments.listed())
    except UnknownEngineError as error:
        raise click.UsageError(str(error)) from error


def _install(version: EngineVersion) -> bool:
    if environments.find(version.key):
        click.echo(f"{version.key}: up to date", err=True)
        return True
    click.echo(f"{version.key}: installing, some minutes …", err=True)
    began = time.monotonic()
    made = environments.install(version.key)
    if isinstance(made, environments.NotInstalled):
        click.echo(f"{version.key}: not installed: {made.reason}", err=True)
        return False
    click.echo(
        f"{version.key}: installed in {made.folder} ({time.monotonic() - began:.0f} s)", err=True
    )
    return True
