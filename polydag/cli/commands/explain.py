"""`polydag explain`: the manual page of a diagnostic."""

from __future__ import annotations

import json

import click

from polydag.cli import options
from polydag.cli.catalogue import catalogue
from polydag.cli.failure import Failure
from polydag.diagnostics import Diagnostic


@click.command("explain")
@click.argument("codes", nargs=-1, metavar="[CODE...]")
@options.output_format("text", "json")
def command(codes: tuple[str, ...], output_format: str) -> None:
    """Print the manual page of a diagnostic; without a code, list all."""
    known = catalogue()
    unknown = [code for code in codes if code.upper() not in known]
    if unknown:
        raise Failure(
            f"no diagnostic has the code {', '.join(unknown)} (`polydag explain` lists all)"
        )
    chosen = [known[code.upper()] for code in codes] if codes else list(known.values())
    if output_format == "json":
        click.echo(json.dumps([_json(kind) for kind in chosen], indent=2, ensure_ascii=False))
    elif codes:
        click.echo("\n\n".join(_page(kind) for kind in chosen))
    else:
        click.echo(
            "\n".join(f"{kind.code} {kind.severity.word:<10} {_title(kind)}" for kind in chosen)
        )


def _title(kind: type[Diagnostic]) -> str:
    return " ".join(kind.manual().partition("\n\n")[0].split())


def _page(kind: type[Diagnostic]) -> str:
    return f"{kind.code} ({kind.severity.word})\n\n{kind.manual()}\n\nMessage: {kind.text}"


def _json(kind: type[Diagnostic]) -> dict[str, str]:
    return {
        "code": kind.code,
        "severity": kind.severity.word,
        "message": kind.text,
        "manual": kind.manual(),
    }
