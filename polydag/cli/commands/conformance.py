"""`polydag conformance`: the suite of cases on every engine, held against what must happen."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console

from polydag.cli import options
from polydag.conformance.judging import Outcome
from polydag.conformance.metering import Cost
from polydag.conformance.result import Result, planned, run
from polydag.conformance.saved import saved
from polydag.conformance.stated import SuiteError
from polydag.conformance.subset import choose, listed
from polydag.conformance.suite import Suite, find, is_suite
from polydag.conformance.table import show
from polydag.engines import EngineVersion
from polydag.runs import environments


@click.command("conformance")
@click.option(
    "--engine",
    "engines",
    type=options.Engines(),
    help="Only these engines, with commas; all that can be run by default.",
)
@click.option("--case", "names", multiple=True, metavar="ID", help="Only this case (repeatable).")
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="Only cases with one of these.")
@click.option("--subset", is_flag=True, help="A small choice that touches every engine and tag.")
@click.option(
    "--suite",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="The folder with the cases; by default `conformance/` of the checkout that you are in.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Keep the code that was run and the result there.",
)
@options.output_format("text", "json")
def command(
    engines: tuple[EngineVersion, ...] | None,
    names: tuple[str, ...],
    tags: tuple[str, ...],
    subset: bool,
    folder: Path | None,
    out: Path | None,
    output_format: str,
) -> None:
    """Run the suite: every case as it is on its own engine, converted on the others, and in the reference.

    A run passes when it behaves like the source and as the case says by hand, or exactly as a stated deviation says. An engine
    that is not installed is told as not run, which is no pass.

    Exit codes: 0 all as it must be · 1 something is not, or an engine of POLYDAG_REQUIRE_ENGINES was not run · 2 usage.
    """
    began = Cost.now()
    chosen = engines or tuple(environments.listed())
    try:
        suite = _suite(folder)
        cases = suite.cases(names, frozenset(tags))
        with _kept(out) as place:
            choice = choose(cases, chosen, listed(suite)) if subset else None
            plans = planned(cases, chosen, place, choice)
            runs = sum(len(one.runs) for one in plans)
            click.echo(f"{len(plans)} cases, {runs} runs", err=True)
            result = run(suite, plans, chosen)
    except SuiteError as error:
        raise click.UsageError(str(error)) from error
    if out is not None:
        (out / "result.json").write_text(saved(result).to_json(), encoding="utf-8")
    if output_format == "json":
        click.echo(saved(result).to_json(), nl=False)
    else:
        show(result, Console(width=None if sys.stdout.isatty() else 160))
    cost = Cost.now().since(began)
    click.echo(
        f"{cost.wall:.0f} s, {cost.cpu:.0f} s of CPU: {cost.cpu / max(runs, 1):.2f} s a run",
        err=True,
    )
    sys.exit(_closing(result))


def _suite(folder: Path | None) -> Suite:
    if folder is not None:
        if not is_suite(folder):
            raise click.UsageError(f"{folder} is no suite: it has no folder `cases`")
        return Suite(folder.absolute())
    found = find(Path.cwd())
    if found is None:
        raise click.UsageError("there is no suite here or above: name its folder with --suite DIR")
    return found


@contextmanager
def _kept(out: Path | None) -> Iterator[Path]:
    """Where the code goes that is run: the user's folder, or one that is removed again."""
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        yield out.absolute()
        return
    with tempfile.TemporaryDirectory(prefix="polydag-") as folder:
        yield Path(folder)


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
    deviating = (
        f", {counts[Outcome.DEVIATES]} deviate as stated" if counts[Outcome.DEVIATES] else ""
    )
    click.echo(f"{counts[Outcome.PASSED]} passed{deviating}, {failed} failed", err=True)
    return 1 if failed else 0
