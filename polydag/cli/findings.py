"""Prints findings: to stderr beside a result, or as the result in the format that was asked for."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from textwrap import indent

import click

from polydag.cli.verdict import is_finding
from polydag.diagnostics import Diagnostic, Severity
from polydag.diagnostics.renderers import github, sarif, text


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What the user wants to see of the findings."""

    fail_on: str = "lost"
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    quiet: bool = False
    verbose: bool = False
    color: str = "auto"

    def chosen(self, diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
        """Those that `--select` and `--ignore` leave; an internal error cannot be ignored."""
        return [d for d in diagnostics if d.severity is Severity.INTERNAL or self._wanted(d.code)]

    def _wanted(self, code: str) -> bool:
        return (not self.select or code.startswith(self.select)) and not (
            self.ignore and code.startswith(self.ignore)
        )


def tell(diagnostics: Iterable[Diagnostic], shown: Shown) -> None:
    """The findings that count, to stderr, one a line, each rule that completes some once; with `--verbose` all of them."""
    if shown.quiet:
        return
    coloured = {"always": True, "never": False}.get(
        shown.color, False if os.environ.get("NO_COLOR") else None
    )
    rules: set[str] = set()
    for diagnostic in diagnostics:
        if not (
            shown.verbose
            or is_finding(diagnostic, shown.fail_on)
            or diagnostic.severity >= Severity.UNREADABLE
        ):
            continue
        click.secho(
            text.line(diagnostic), err=True, color=coloured, fg=_colour(diagnostic.severity)
        )
        if shown.verbose and (trace := getattr(diagnostic, "trace", "")):
            click.echo(trace, err=True)
        if (rule := diagnostic.completed_by) and rule.partition("\n")[0] not in rules:
            rules.add(rule.partition("\n")[0])
            click.echo(f"  a rule that completes it:\n{indent(rule, '    ')}", err=True)


def rendered(diagnostics: Iterable[Diagnostic], output_format: str) -> str:
    """The findings as the whole of a command's result: `sarif` or `github`."""
    return sarif.render(diagnostics) if output_format == "sarif" else github.render(diagnostics)


def _colour(severity: Severity) -> str:
    if severity >= Severity.LOST:
        return "red"
    return "yellow" if severity is Severity.EMULATED else "bright_black"
