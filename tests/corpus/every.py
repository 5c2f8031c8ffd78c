"""Every example DAG of Airflow's that can run (`make examples`): the same on all engines, or listed, which is held strictly."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from polydag.runs.runners import Runners
from tests.corpus.listed import CANNOT_RUN, DEVIATIONS
from tests.corpus.verifying import TARGETS, is_loaded, of_dags, readings, table, verified

pytestmark = pytest.mark.engines


@pytest.mark.parametrize("version", TARGETS)
def test_every_dag_that_can_run_is_verified(version: str, tmp_path: Path, runners: Runners) -> None:
    found = []
    for subject in of_dags(readings(version), version, tmp_path):
        if subject.pipeline.id in CANNOT_RUN[version]:
            assert not is_loaded(subject, runners), f"{subject.pipeline.id} runs by now"
            continue
        found += verified(subject, runners)
        for one in found[-len(TARGETS[version]) :]:
            if one.worst != "same":
                sys.stderr.write(f"{one.dag} on {one.target}: {one.worst}\n")
    sys.stderr.write(f"{version}: {len(CANNOT_RUN[version])} DAGs cannot run\n{table(found)}\n")
    deviating = {(one.dag, one.target, one.worst) for one in found if one.worst != "same"}
    assert deviating == {(one.dag, one.target, one.outcome) for one in DEVIATIONS[version]}
