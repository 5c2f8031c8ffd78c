"""`python -m conformance [--subset] [--case ID …]`: the suite on every engine that is installed.

Exits 1 when a case behaves otherwise than it must, or an engine that is required (`POLYDAG_REQUIRE_ENGINES`) is missing.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import click
from rich.console import Console

from conformance.case import cases
from conformance.judging import Judgement, judge
from conformance.prepare import prepare
from conformance.report import save, show
from conformance.running import planned, run_all, scenarios
from polydag.runs.compare import Verdict


@click.command()
@click.option("--subset", is_flag=True, help="Failures on ten cases, “all succeed” on the others.")
@click.option("--case", "names", multiple=True, help="Only this case (repeatable).")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("out/conformance"),
    help="Where the files go.",
)
def main(subset: bool, names: tuple[str, ...], out: Path) -> None:
    """Run the suite."""
    out = out.absolute()
    began = time.monotonic()
    console = Console(width=None if sys.stdout.isatty() else 140)
    prepared = [prepare(case, out / case.id) for case in cases(names)]
    runs = [run for one in prepared for run in planned(one, subset)]
    console.print(f"{len(prepared)} cases, {len(runs)} runs")
    records = run_all(runs)
    judgements = [
        judgement
        for one in prepared
        for scenario in scenarios(one, subset)
        for judgement in judge(one, scenario, records)
    ]
    show(prepared, judgements, console)
    save(prepared, judgements, out / "result.json")
    console.print(f"{time.monotonic() - began:.0f} s, all records in {out / 'result.json'}")
    sys.exit(_closing(judgements, sum(len(one.problems) for one in prepared)))


def _closing(judgements: list[Judgement], problems: int) -> int:
    """Print the closing line and give the exit code: a run that was not made is no pass, and fails where it is required."""
    not_run = sum(j.verdict is Verdict.NOT_RUN for j in judgements)
    passed = sum(j.passed for j in judgements)
    failed = len(judgements) - passed - not_run + problems
    if os.environ.get("POLYDAG_REQUIRE_ENGINES"):
        failed += not_run
    if not_run:
        print(f"{not_run} runs not run: an engine is missing (`polydag engines install`)")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    main()
