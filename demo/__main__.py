"""Converts a pipeline and shows the code and the reference's records at once, then runs source and results on the real engines.

Everything it does is a `polydag` command that it prints first, so that a reader can do the same. The engine environments are
made meanwhile.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console
from rich.syntax import Syntax

from polydag.runs.environments import find

ENGINES = ("dagster", "prefect", "airflow")
SCENARIOS = ("all succeed", "extract fails")
EXAMPLES = Path("examples")
# The names of Airflow's own example, and where its environment keeps it.
TUTORIAL = "tutorial_taskflow_api.py"
_FIND_TUTORIAL = (
    "import airflow, pathlib; print(pathlib.Path(airflow.__file__).parent / 'example_dags')"
)


@dataclass(frozen=True)
class Step:
    """A pipeline to show: `title` says what is interesting about it."""

    title: str
    source: Path


@click.command()
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("out/demo"), help="Where the files go."
)
def main(out: Path) -> None:
    """Show what polydag does."""
    console = Console(width=None if sys.stdout.isatty() else 120)
    began = time.monotonic()
    first = Step(
        "An Airflow pipeline that becomes clean Dagster assets", EXAMPLES / "shop_orders.py"
    )
    with _installing(out) as installing:
        failed = convert(first, out, console)
        console.print(f"[dim]{time.monotonic() - began:.0f} s so far; no engine was needed[/]\n")
        console.rule("The same on the real engines")
        console.print(
            "waiting for the engine environments (made once; progress in the log beside the files)"
        )
        installing.wait()
    failed |= compare(first, console)
    for step in _others(out, console):
        failed |= convert(step, out, console, show=False)
        failed |= compare(step, console)
    console.print(f"Everything lies in {out}; {time.monotonic() - began:.0f} s in all.")
    sys.exit(1 if failed else 0)


def convert(step: Step, out: Path, console: Console, show: bool = True) -> bool:
    """Convert, show the code, run in the reference; whether something failed."""
    console.rule(step.title)
    folder = out / step.source.stem
    command = ["convert", str(step.source), "--to", "dagster,prefect", "-o", str(folder), "--force"]
    failed = _polydag(command, console)
    if show:
        for file in sorted(folder.glob("*/*.py")):
            console.print(f"\n[bold]{file}[/]")
            console.print(Syntax(file.read_text(), "python", background_color="default"))
        for scenario in SCENARIOS:
            failed |= _polydag(
                ["run", str(step.source), "--bodies", "stub", "--scenario", scenario],
                console,
                {0, 1},
            )
    return failed


def compare(step: Step, console: Console) -> bool:
    """Run the source and both results on the engines that are there; whether they differ."""
    there = [engine for engine in ENGINES if find(engine)]
    for engine in ENGINES:
        if engine not in there:
            console.print(
                f"[yellow]{engine}: not run[/], no environment (`polydag engines install {engine}` says why)"
            )
    options = [word for scenario in SCENARIOS for word in ("--scenario", scenario)]
    return bool(there) and _polydag(
        ["compare", str(step.source), "--on", ",".join(there), *options], console
    )


def _others(out: Path, console: Console) -> list[Step]:
    steps = [Step("A branch, a join and a notification", EXAMPLES / "stock_levels.py")]
    environment = find("airflow")
    if environment is None:
        console.print(
            "[yellow]Airflow's own example is not shown[/]: it lies in the environment that is missing"
        )
        return steps
    found = subprocess.run(
        [environment.python, "-c", _FIND_TUTORIAL], capture_output=True, text=True, check=True
    )
    copy = out / "airflow_examples" / TUTORIAL
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.write_text((Path(found.stdout.strip()) / TUTORIAL).read_text())
    return [Step("A DAG that ships with Airflow itself", copy), *steps]


def _polydag(
    arguments: list[str], console: Console, allowed: frozenset[int] | set[int] = frozenset({0})
) -> bool:
    """Print and run a command; whether its exit code is none of the allowed ones."""
    console.print(f"\n[bold]$ polydag {shlex.join(arguments)}[/]")
    run = subprocess.run([sys.executable, "-m", "polydag", *arguments], env=os.environ, check=False)
    return run.returncode not in allowed


def _installing(out: Path) -> subprocess.Popen[bytes]:
    """The making of the environments, under way."""
    out.mkdir(parents=True, exist_ok=True)
    with (out / "engines.log").open("wb") as log:
        command = [sys.executable, "-m", "polydag", "engines", "install", *ENGINES]
        return subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)


if __name__ == "__main__":
    main()
