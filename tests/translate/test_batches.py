"""Many files go batch by batch through several processes, and come back in their order."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from polydag.engines import parse_target
from polydag.translate import batches, convert_files, discover
from polydag.translate.batches import in_batches

FLOW = (
    "from prefect import flow, task\n@task\ndef a():\n    return 1\n@flow\ndef f{0}():\n    a()\n"
)


@dataclass(frozen=True)
class Named:
    """Work that says which process did it, and ends that process at a file called `deadly`."""

    parent: int

    def __call__(self, files: tuple[str, ...]) -> tuple[tuple[str, bool], ...]:
        if "deadly" in files:
            os._exit(9)
        return tuple((file, os.getpid() == self.parent) for file in files)


def broken(file: str, error: Exception) -> tuple[str, bool]:
    return (f"{file}: {type(error).__name__}", False)


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "BATCH", 2)


def test_several_processes_give_the_results_in_order() -> None:
    files = tuple("abcdefg")
    done = in_batches(files, Named(os.getpid()), broken, jobs=2)
    assert done == tuple((file, False) for file in files)


@pytest.mark.parametrize(("files", "jobs"), [("abcde", 1), ("ab", 8)])
def test_one_job_or_one_batch_needs_no_process(files: str, jobs: int) -> None:
    done = in_batches(tuple(files), Named(os.getpid()), broken, jobs)
    assert done == tuple((file, True) for file in files)


def test_a_process_that_is_killed_takes_only_files_with_it_that_are_told() -> None:
    done = in_batches(("a", "b", "deadly", "c"), Named(os.getpid()), broken, jobs=2)
    assert ("deadly: BrokenProcessPool", False) in done
    assert len(done) == 4


def test_the_number_of_processes_changes_no_byte(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"flow_{number}.py").write_text(FLOW.format(number))
    files, targets = list(discover([str(tmp_path)])), [parse_target("airflow")]
    alone, together = (convert_files(files, targets, jobs=jobs) for jobs in (1, 2))
    assert alone.files == together.files
    assert alone.diagnostics == together.diagnostics
