"""A few of Airflow's example DAGs, run and compared on every engine; `make examples` does it with all that can run."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from polydag.backends.contract import Options
from polydag.runs.runners import Runners
from polydag.runs.scenarios import ALL_SUCCEED
from polydag.runs.stages import Manner
from tests.corpus.listed import CANNOT_RUN, DEVIATIONS
from tests.corpus.verifying import Verified, of_dags, readings, scenarios, table, verified

# What Airflow shows of them, with their real bodies. As ops: no asset stands for a task that is only there for the order.
AS_OPS = Options(dagster_style="ops")
SKIPPING = {
    "airflow-3.3": {
        "example_skip_dag": Counter(success=4, skipped=4),
        "example_short_circuit_operator": Counter(success=10, skipped=4),
    },
    "airflow-2.11": {"example_bash_operator": Counter(success=5, skipped=2)},
}


@pytest.mark.engines
@pytest.mark.parametrize("version", SKIPPING)
def test_a_skip_is_no_success_on_any_engine(version: str, tmp_path: Path, runners: Runners) -> None:
    wanted = SKIPPING[version]
    for subject in of_dags(readings(version, wanted), version, tmp_path, AS_OPS):
        for stage in subject.stages:
            record = stage.run(ALL_SUCCEED, Manner(bodies="real", scheduler=False), runners)
            states = Counter(task.state for task in record.tasks)
            assert states == wanted[subject.pipeline.id], (subject.pipeline.id, stage.name)


@pytest.mark.engines
def test_a_few_dags_behave_the_same_on_every_engine(tmp_path: Path, runners: Runners) -> None:
    names = {"example_xcomargs", "example_asset_alias_with_no_taskflow"}
    found = [
        one
        for subject in of_dags(readings("airflow-3.3", names), "airflow-3.3", tmp_path)
        for one in verified(subject, runners, scenarios(subject)[:2])
    ]
    assert {one.worst for one in found} == {"same"}
    assert len(found) == 2 * 6


def test_what_is_listed_is_listed_once_and_has_a_reason() -> None:
    for version, entries in DEVIATIONS.items():
        pairs = [(one.dag, one.target) for one in entries]
        assert len(pairs) == len(set(pairs))
        assert not {dag for dag, _ in pairs} & CANNOT_RUN[version].keys()
        assert all(one.why and one.outcome in ("told", "differs", "failed") for one in entries)
        assert all(CANNOT_RUN[version].values())


def test_the_table_counts_runs_by_what_came_out() -> None:
    rows = [
        Verified("one", "dagster-1.13", ("same", "told")),
        Verified("two", "dagster-1.13", ("same", "differs", "failed")),
    ]
    assert table(rows).splitlines()[1].split() == ["dagster-1.13", "2", "5", "2", "1", "2"]
    assert [row.worst for row in rows] == ["told", "failed"]
