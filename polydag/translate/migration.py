"""MIGRATION.md: what a conversion needs outside the code, and what a person must decide."""

from __future__ import annotations

from collections.abc import Iterable

from polydag.diagnostics import Diagnostic, Severity
from polydag.frontends.airflow.sketch import RULE_IMPORTS
from polydag.translate.results import FileResult, Written

_WHERE = (
    "Write what each operator runs, and import the module of the rules before `polydag.convert` is called: "
    "their calls are read then."
)


def migration_page(
    converted: Iterable[tuple[FileResult, Written]], first: Iterable[str] = ()
) -> str:
    """The page for what was written for one target, or an empty text when there is nothing to say.

    `first` is to be done by hand for all of it.
    """
    converted = list(converted)
    packages = sorted({package for _, written in converted for package in written.packages})
    stated = (line for _, written in converted for line in written.manual)
    manual = list(dict.fromkeys([*first, *stated]))
    told = [
        d
        for result, written in converted
        for d in (*result.read_for(written.target.key), *written.diagnostics)
        if d.severity >= Severity.EMULATED
    ]
    sections = [
        _section("Packages to install", [f"`{package}`" for package in packages]),
        _section("To do by hand", manual),
        _section("To look at", [_finding(diagnostic) for diagnostic in dict.fromkeys(told)]),
    ]
    sections.append(_rules(told))
    body = "".join(section for section in sections if section)
    return f"# What this conversion needs outside the code\n{body}" if body else ""


def _section(title: str, lines: list[str]) -> str:
    if not lines:
        return ""
    return f"\n## {title}\n\n" + "".join(f"- {line}\n" for line in lines)


def _rules(told: Iterable[Diagnostic]) -> str:
    """A module of the rules that would complete the conversion, one per class."""
    rules: dict[str, str] = {}
    for diagnostic in told:
        if diagnostic.completed_by:
            rules.setdefault(diagnostic.completed_by.partition("\n")[0], diagnostic.completed_by)
    if not rules:
        return ""
    code = "\n\n\n".join([RULE_IMPORTS.rstrip(), *rules.values()])
    return f"\n## Rules that would complete it\n\n{_WHERE}\n\n```python\n{code}\n```\n"


def _finding(diagnostic: Diagnostic) -> str:
    return f"{diagnostic.code} ({diagnostic.severity.word}) {diagnostic.span}: {diagnostic.message}"
