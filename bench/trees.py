"""Whole trees on the command line: memory against the number of files, and time against the number of processes.

A tree is made of Airflow's own example files, each copy with its own pipeline ids and its own text, in folders of one copy each.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from rich.table import Table

from polydag.translate.batches import cores
from polydag.translate.sources import SourceFile

SIZES = (500, 2000)
_ID = re.compile(r'(dag_id=")([^"]+)')


@dataclass(frozen=True)
class Cost:
    """What a command cost: CPU and elapsed seconds, and the peak memory of its largest process in MB."""

    cpu: float
    elapsed: float
    memory: float


def trees(files: list[SourceFile]) -> Table:
    """Convert trees of several sizes for Dagster, by one process and by as many as there are cores."""
    table = Table(title=f"trees made of these files, `convert --to dagster`, {cores()} cores")
    for title in ("files", "processes", "CPU s", "elapsed s", "peak memory MB"):
        table.add_column(title, justify="right")
    with tempfile.TemporaryDirectory(prefix="polydag-bench-") as folder:
        for size in SIZES:
            tree = Path(folder, str(size))
            for path, text in _copies(files, size):
                (tree / path).parent.mkdir(parents=True, exist_ok=True)
                (tree / path).write_text(text, encoding="utf-8")
            for jobs in sorted({1, cores()}):
                cost = _cost(tree, jobs, Path(folder, f"out-{size}-{jobs}"))
                row = (cost.cpu, cost.elapsed, cost.memory)
                table.add_row(str(size), str(jobs), *(f"{value:.1f}" for value in row))
    return table


def _copies(files: list[SourceFile], size: int) -> Iterator[tuple[Path, str]]:
    made = 0
    for copy in count():
        for number, file in enumerate(files):
            if made == size:
                return
            text = file.path.read_text(encoding="utf-8")
            yield (
                Path(f"part_{copy:03}", f"{number:03}_{file.path.name}"),
                f"# Copy {copy}.\n" + _ID.sub(rf"\g<1>\2_{copy}", text),
            )
            made += 1


def _cost(tree: Path, jobs: int, out: Path) -> Cost:
    words = ["convert", str(tree), "--to", "dagster", "-o", str(out), "--jobs", str(jobs), "-q"]
    start = time.monotonic()
    process = subprocess.Popen([sys.executable, "-m", "polydag", *words])
    _, _, usage = os.wait4(process.pid, 0)
    # `maxrss` is in kB here, that of the largest of the process and those that it waited for.
    return Cost(usage.ru_utime + usage.ru_stime, time.monotonic() - start, usage.ru_maxrss / 1000)
