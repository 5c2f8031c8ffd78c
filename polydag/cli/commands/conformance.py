"""`polydag conformance`: the suite of cases on every engine, held against what must happen."""

from __future__ import annotations

import dataclasses
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console

from polydag.cli import options, results, running, writing
from polydag.cli.progress import progress
from polydag.conformance import badges, recorded
from polydag.conformance.judging import Outcome
from polydag.conformance.junit import junit
from polydag.conformance.metering import Cost
from polydag.conformance.page import html
from polydag.conformance.result import Result, planned, run
from polydag.conformance.saved import saved
from polydag.conformance.stated import SuiteError
from polydag.conformance.subset import choose, listed
from polydag.conformance.suite import Suite, find, is_suite
from polydag.conformance.table import show
from polydag.engines import EngineVersion
from polydag.runs import environments

FOLDER = click.Path(path_type=Path, file_okay=False)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Chosen:
    """Which part of which suite is run."""

    engines: tuple[EngineVersion, ...] | None
    names: tuple[str, ...]
    tags: tuple[str, ...]
    subset: bool
    suite: Path | None


@dataclasses.dataclass(frozen=True, kw_only=True)
class Kept:
    """What is written to files."""

    out: Path | None
    report: Path | None
    badges: Path | None
    record: bool
    check: bool


CHOSEN = options.bundled(
    "chosen",
    Chosen,
    click.option(
        "--engine",
        "engines",
        type=options.Engines(),
        help="Only these engines, with commas; all that can be run by default.",
    ),
    click.option("--case", "names", multiple=True, metavar="ID", help="Only this case."),
    click.option("--tag", "tags", multiple=True, metavar="TAG", help="Only cases with it."),
    click.option(
        "--subset",
        is_flag=True,
        help="At most 150 runs that touch every engine and tag, and some schedules.",
    ),
    click.option(
        "--suite",
        type=FOLDER,
        metavar="DIR",
        help="The folder with the cases; by default `conformance/` of the checkout that you are in.",
    ),
)
KEPT = options.bundled(
    "kept",
    Kept,
    click.option("--out", type=FOLDER, help="Keep the code that was run and the result there."),
    results.REPORT,
    click.option(
        "--badges", type=FOLDER, metavar="DIR", help="Write a badge per engine as JSON there."
    ),
    click.option(
        "--record", is_flag=True, help="Keep what the cases showed in the suite's behaviour.json."
    ),
    click.option(
        "--check", is_flag=True, help="With --record: keep nothing, exit 1 if it would change."
    ),
)


@click.command("conformance")
@CHOSEN
@KEPT
@options.output_format("text", "json", "junit")
def command(chosen: Chosen, kept: Kept, output_format: str) -> None:
    """Run the suite: every case as it is on its own engine, converted on every one, and in the reference.

    A run passes when it behaves like the source and as the case says by hand, or exactly as a stated deviation says. An engine
    that is not installed is told as not run, which is no pass. A case of a schedule runs nothing: engines say what starts when.

    Exit codes: 0 all as it must be · 1 something is not, or an engine is missing and POLYDAG_REQUIRE_ENGINES is set · 2 usage.
    """
    try:
        suite = _suite(chosen.suite)
        _check(chosen, kept)
        result = _run(suite, chosen, kept)
        stale = _write(suite, result, kept)
    except SuiteError as error:
        raise click.UsageError(str(error)) from error
    if output_format == "text":
        show(result, Console(width=None if sys.stdout.isatty() else 200))
    else:
        text = junit(result) if output_format == "junit" else saved(result).to_json()
        click.echo(text, nl=False)
    sys.exit(max(_closing(result), stale))


def _suite(folder: Path | None) -> Suite:
    if folder is not None:
        if not is_suite(folder):
            raise click.UsageError(f"{folder} is no suite: it has no folder `cases`")
        return Suite(folder.absolute())
    found = find(Path.cwd())
    if found is None:
        raise click.UsageError("there is no suite here or above: name its folder with --suite DIR")
    return found


def _check(chosen: Chosen, kept: Kept) -> None:
    """What is recorded must be whole, or the next reader would take a part for all."""
    if kept.record:
        if chosen.subset or chosen.engines:
            raise click.UsageError("--record keeps whole cases: leave out --subset and --engine")
        running.require(tuple(environments.listed()))
    elif kept.check:
        raise click.UsageError("--check is about what --record keeps: give both")


def _run(suite: Suite, chosen: Chosen, kept: Kept) -> Result:
    began = Cost.now()
    engines = chosen.engines or tuple(environments.listed())
    cases = suite.cases(chosen.names, frozenset(chosen.tags))
    choice = choose(cases, engines, listed(suite)) if chosen.subset else None
    with _place(kept.out) as folder:
        plans = planned(cases, engines, folder, choice)
        runs = sum(len(one.runs) for one in plans)
        asked = sum(len(one.runs) for one in plans if one.prepared.case.schedule is not None)
        click.echo(f"{len(plans)} cases, {runs - asked} runs{_questions(asked)}", err=True)
        with progress(runs) as advance:
            result = run(suite, plans, engines, advance)
    cost = Cost.now().since(began)
    click.echo(
        f"{cost.wall:.0f} s, {cost.cpu:.0f} s of CPU: {cost.cpu / max(runs, 1):.2f} s a run",
        err=True,
    )
    return result


def _questions(count: int) -> str:
    return f", {count} questions about schedules" if count else ""


@contextmanager
def _place(out: Path | None) -> Iterator[Path]:
    """Where the code goes that is run: the user's folder, or one that is removed again."""
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        yield out.absolute()
        return
    with tempfile.TemporaryDirectory(prefix="polydag-") as folder:
        yield Path(folder)


def _write(suite: Suite, result: Result, kept: Kept) -> int:
    """Write what was asked for; 1 if what the suite keeps is no longer what it showed, and was only to be checked."""
    if kept.out is not None:
        writing.write_text(kept.out / "result.json", saved(result).to_json())
    if kept.report is not None:
        page = kept.report.suffix == ".html"
        writing.write_text(kept.report, html(result) if page else saved(result).to_json())
    if kept.badges is not None:
        badges.save(result, kept.badges)
    if kept.record:
        before = recorded.load(suite)
        made = recorded.recorded(result, before, suite.ids)
        if kept.check and made != before:
            click.echo(f"{recorded.file_of(suite)} is stale: --record without --check", err=True)
            return 1
        if not kept.check:
            writing.write_text(recorded.file_of(suite), made.to_json())
    return 0


def _closing(result: Result) -> int:
    """Say how it went and give the exit code: a run that was not made is no pass, and fails where it is required."""
    counts = result.counts
    not_run = counts[Outcome.NOT_RUN]
    failed = counts[Outcome.FAILED] + counts[Outcome.BROKEN]
    if os.environ.get("POLYDAG_REQUIRE_ENGINES"):
        failed += not_run
    if not_run:
        click.echo(
            f"{not_run} runs not run: an engine is missing (`polydag engines install`)", err=True
        )
    deviating = f", {counts[Outcome.DEVIATES]} as stated" if counts[Outcome.DEVIATES] else ""
    click.echo(f"{counts[Outcome.PASSED]} passed{deviating}, {failed} failed", err=True)
    return 1 if failed else 0
