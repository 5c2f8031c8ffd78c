"""CPU time of `inspect` and `convert` on Airflow's own example files, against a plain `libcst.parse_module` of the same files.

All three run as the command line does, where Python looks for garbage seldom. Their rounds are interleaved, so that a noisy
machine disturbs all of them alike; the ratio is that of the medians.
"""

from __future__ import annotations

import gc
import resource
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterable
from functools import _lru_cache_wrapper
from pathlib import Path

import libcst
from rich.console import Console
from rich.table import Table

from bench.trees import trees
from polydag.cli.main import collect_seldom
from polydag.engines import parse_target
from polydag.runs.environments import find
from polydag.translate import convert_files, discover, inspect_files
from polydag.translate.report import report
from polydag.translate.sources import SourceFile

ROUNDS = 5
# The modules that remember texts.
_OF_TEXTS = ("polydag.syntax.", "polydag.rendering.placeholders")
AIMS = {"inspect": 0.4, "convert": 1.5}
# What stands in Airflow 3's package of standard operators belongs to Airflow itself in Airflow 2.
_EXAMPLES = (
    "import airflow, pathlib, airflow.providers.standard as standard\n"
    "print(pathlib.Path(airflow.__file__).parent / 'example_dags')\n"
    "if airflow.__version__.startswith('3'):\n"
    "    print(pathlib.Path(standard.__file__).parent / 'example_dags')\n"
)


def main() -> int:
    """Measure and print; exits 2 where the Airflow environment is missing."""
    folders: list[str] = []
    for key in ("airflow-3.3", "airflow-2.11"):
        environment = find(key)
        if environment is None:
            told = f"{key} is missing: run `polydag engines install {key.replace('-', '@')}`"
            print(told, file=sys.stderr)
            return 2
        folders += _example_folders(environment.python)
    files = [file for file in discover(folders) if file.path.name != "__init__.py"]
    console = Console()
    console.print(_table(files, measured(files)))
    console.print(trees(files))
    return 0


def measured(files: list[SourceFile], rounds: int = ROUNDS) -> dict[str, list[float]]:
    """CPU seconds of each round of each measured thing."""
    collect_seldom()
    texts = [file.path.read_bytes() for file in files]
    target = [parse_target("dagster")]
    work: dict[str, Callable[[], object]] = {
        "parse": lambda: [libcst.parse_module(text) for text in texts],
        "inspect": lambda: report(inspect_files(files, target)),
        "convert": lambda: convert_files(files, target).files,
    }
    times: dict[str, list[float]] = {name: [] for name in work}
    for run in work.values():
        run()  # imports and compiled templates are not what is measured
    for _ in range(rounds):
        for name, run in work.items():
            _forget()
            start = _cpu()
            run()
            times[name].append(_cpu() - start)
    return times


def _forget() -> None:
    """Empty the caches of texts: a user converts a file once, so a second round must not profit from the first."""
    for item in gc.get_objects():
        if isinstance(item, _lru_cache_wrapper) and item.__module__.startswith(_OF_TEXTS):
            item.cache_clear()


def _cpu() -> float:
    """User and system time of this process and of those that it waited for (the formatter)."""
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _example_folders(python: Path) -> list[str]:
    run = subprocess.run([str(python), "-c", _EXAMPLES], capture_output=True, text=True, check=True)
    return run.stdout.split()


def _table(files: Iterable[SourceFile], times: dict[str, list[float]]) -> Table:
    sizes = [file.path.stat().st_size for file in files]
    table = Table(
        title=f"{len(sizes)} files, {sum(sizes) / 1000:.0f} kB, median of {ROUNDS} rounds"
    )
    for title in ("what", "CPU s", "ratio to a plain parse", "aim"):
        table.add_column(title, justify="right")
    base = statistics.median(times["parse"])
    for name, seconds in times.items():
        middle = statistics.median(seconds)
        aim = f"≤ {AIMS[name]}" if name in AIMS else ""
        table.add_row(name, f"{middle:.2f}", f"{middle / base:.2f}", aim)
    return table


if __name__ == "__main__":
    sys.exit(main())
