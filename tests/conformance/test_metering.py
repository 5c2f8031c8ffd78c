"""What a run of the suite costs counts the processes that it started."""

from __future__ import annotations

import subprocess
import sys

from polydag.conformance.metering import Cost


def test_the_cost_counts_processes_that_processes_started() -> None:
    burn = "sum(range(3_000_000))"
    nested = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {burn!r}])"
    began = Cost.now()
    subprocess.run([sys.executable, "-c", burn], check=True)
    one = Cost.now()
    subprocess.run([sys.executable, "-c", nested], check=True)
    two = Cost.now()
    assert two.since(one).cpu > one.since(began).cpu > 0
