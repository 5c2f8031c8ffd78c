"""`polydag engines`: the environments that run, compare and the suite use."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import click

from polydag.cli import options
from polydag.engines import EngineVersion, UnknownEngineError, parse_target
from polydag.runs import environments, installing


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
        click.echo(f"{version.key:<14} {_where(environment)}")


def _where(environment: environments.EngineEnvironment | None) -> str:
    if environment is None:
        return "not installed"
    return (
        f"{environment.registered} (yours)" if environment.registered else str(environment.folder)
    )


@command.command("install")
@click.argument("names", nargs=-1, metavar="[ENGINE...]")
@click.option(
    "--python",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Use this interpreter, which has the engine already, instead of making an environment.",
)
def install(names: tuple[str, ...], python: Path | None) -> None:
    """Make the environments of these engines, or of all; quick when they are up to date.

    Each must pass a small run before it counts. With --python the one engine that is named runs in an environment of
    yours, which is never changed; `polydag engines remove` forgets it.
    An engine that no interpreter on this machine fits is told and left out; it fails the command when it was named, or
    when POLYDAG_REQUIRE_ENGINES is set.
    """
    if python is not None and len(names) != 1:
        raise click.UsageError("--python is the interpreter of one engine: name that one")
    required = bool(names) or bool(os.environ.get("POLYDAG_REQUIRE_ENGINES"))
    failed = [version for version in _chosen(names) if not _install(version, python)]
    sys.exit(2 if failed and required else 0)


@command.command("remove")
@click.argument("names", nargs=-1, required=True, metavar="ENGINE...")
def remove(names: tuple[str, ...]) -> None:
    """Remove the environments of these engines."""
    for version in _chosen(names):
        there = installing.remove(version.key)
        click.echo(f"{version.key}: {'removed' if there else 'was not installed'}", err=True)


def _chosen(names: tuple[str, ...]) -> list[EngineVersion]:
    try:
        return [parse_target(name) for name in names] or list(environments.listed())
    except UnknownEngineError as error:
        raise click.UsageError(str(error)) from error


def _install(version: EngineVersion, python: Path | None) -> bool:
    if python is None and environments.find(version.key):
        click.echo(f"{version.key}: up to date", err=True)
        return True
    began = time.monotonic()
    if python is None:
        click.echo(f"{version.key}: installing, some minutes …", err=True)
        made = installing.install(version.key)
    else:
        made = installing.register(version.key, python)
    if isinstance(made, installing.NotInstalled):
        click.echo(f"{version.key}: not installed: {made.reason}", err=True)
        return False
    seconds = time.monotonic() - began
    how = "installed in" if python is None else "runs with"
    click.echo(f"{version.key}: {how} {python or made.folder} ({seconds:.0f} s)", err=True)
    return True
