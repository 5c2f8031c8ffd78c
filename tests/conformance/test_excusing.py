"""Deviations are strict: what nobody stated fails; what is stated must show up, and its code must be told."""

from __future__ import annotations

from pathlib import Path

from polydag.conformance.judging import Judgement, Outcome
from polydag.runs.record import RunRecord
from tests.conformance.suites import Change, judgements, suite_of, with_state

SKIPS: dict[str, Change] = {"all succeed": with_state("load", "skipped")}
FEW = {"all succeed": frozenset({"reference", "dagster-1.13"})}
# DGW001 is one of the notes that the conversion of the small case really tells.
STATED = "{{case: linear, scenario: {}, kind: never, reason: the engine skips it, code: {}, {}}}"


def of_dagster(
    folder: Path, changes: dict[str, Change], *stated: str, few: bool = False
) -> dict[str, Judgement]:
    """The judgements of the small case on Dagster, by scenario."""
    suite = suite_of(folder / "suite", dagster="".join(f"- {one}\n" for one in stated) or "[]")
    found = judgements(suite, folder / "out", changes, chosen=FEW if few else None)
    return {one.scenario: one for one in found if one.column == "dagster-1.13"}


def test_a_difference_that_nobody_stated_fails(tmp_path: Path) -> None:
    found = of_dagster(tmp_path, SKIPS)
    assert found["all succeed"].outcome is Outcome.FAILED
    assert found["extract fails"].outcome is Outcome.PASSED


def test_a_stated_difference_deviates_and_passes(tmp_path: Path) -> None:
    stated = STATED.format("all succeed", "DGW001", "tasks: [load], fields: [state]")
    found = of_dagster(tmp_path, SKIPS, stated)
    assert found["all succeed"].outcome is Outcome.DEVIATES
    assert found["all succeed"].passed
    assert [one.code for one in found["all succeed"].deviations] == ["DGW001"]
    assert not found["all succeed"].lines
    assert "deviation" not in found


def test_a_difference_beside_the_stated_one_fails(tmp_path: Path) -> None:
    changes: dict[str, Change] = {
        "all succeed": lambda record: with_state("extract", "skipped")(SKIPS["all succeed"](record))
    }
    found = of_dagster(tmp_path, changes, STATED.format("all succeed", "DGW001", "tasks: [load]"))
    assert found["all succeed"].outcome is Outcome.FAILED
    assert all("extract" in line for line in found["all succeed"].lines)


def test_the_state_of_the_run_is_excused_by_name_only(tmp_path: Path) -> None:
    def fails(record: RunRecord) -> RunRecord:
        changed = SKIPS["all succeed"](record)
        assert changed.run is not None
        return changed.model_copy(
            update={"run": changed.run.model_copy(update={"state": "failed"})}
        )

    tasks = STATED.format("all succeed", "DGW001", "tasks: [load]")
    found = of_dagster(tmp_path / "1", {"all succeed": fails}, tasks)
    assert found["all succeed"].lines == (
        "run: run state: reference 'success', dagster-1.13 'failed'",
    )
    both = STATED.format("all succeed", "DGW001", "tasks: [load], fields: [state, run]")
    found = of_dagster(tmp_path / "2", {"all succeed": fails}, both)
    assert found["all succeed"].outcome is Outcome.DEVIATES


def test_a_deviation_that_does_not_show_up_fails(tmp_path: Path) -> None:
    for number, scenario in enumerate(("all succeed", "all", "[all succeed, load fails]")):
        stated = STATED.format(scenario, "DGW001", "tasks: [load]")
        found = of_dagster(tmp_path / str(number), {}, stated)
        assert found["deviation"].outcome is Outcome.FAILED
        assert "behaves as expected now: remove" in found["deviation"].lines[0]


def test_each_task_and_each_scenario_that_is_named_must_show_up(tmp_path: Path) -> None:
    stated = STATED.format("all succeed", "DGW001", "tasks: [extract, load]")
    found = of_dagster(tmp_path / "1", SKIPS, stated)
    assert [line.partition(":")[0] for line in found["deviation"].lines] == ["extract"]
    stated = STATED.format("[all succeed, load fails]", "DGW001", "tasks: [load]")
    found = of_dagster(tmp_path / "2", SKIPS, stated)
    assert [line.partition(":")[0] for line in found["deviation"].lines] == ["load fails"]


def test_a_scenario_that_the_case_does_not_have_fails(tmp_path: Path) -> None:
    stated = STATED.format("[all succeed, load stops]", "DGW001", "tasks: [load]")
    found = of_dagster(tmp_path, SKIPS, stated)
    assert "names the scenario `load stops`" in found["deviation"].lines[0]


def test_a_code_that_the_conversion_does_not_tell_fails(tmp_path: Path) -> None:
    found = of_dagster(tmp_path, SKIPS, STATED.format("all succeed", "DGW399", "tasks: [load]"))
    assert found["all succeed"].outcome is Outcome.DEVIATES
    [line] = found["deviation"].lines
    assert line == "DGW399 of “the engine skips it” is not told by the conversion"


def test_in_a_subset_only_what_was_run_can_heal(tmp_path: Path) -> None:
    elsewhere = STATED.format("load fails", "DGW001", "tasks: [load]")
    everywhere = STATED.format("all", "DGW001", "tasks: [load]")
    assert "deviation" not in of_dagster(tmp_path / "1", {}, elsewhere, everywhere, few=True)
    here = STATED.format("all succeed", "DGW001", "tasks: [load]")
    assert "deviation" in of_dagster(tmp_path / "2", {}, here, few=True)


def test_a_deviation_of_the_engine_itself_does_not_excuse_a_conversion(tmp_path: Path) -> None:
    stated = "{case: linear, scenario: all, kind: notyet, of: engine, reason: the engine skips it}"
    found = of_dagster(tmp_path, SKIPS, stated)
    assert found["all succeed"].outcome is Outcome.FAILED


def test_what_the_runner_cannot_show_is_excused_without_a_code(tmp_path: Path) -> None:
    stated = "{case: linear, scenario: all, kind: notimpl, of: runner, reason: it has no clock}"
    found = of_dagster(tmp_path, SKIPS, stated)
    assert found["all succeed"].outcome is Outcome.DEVIATES
    assert "deviation" not in found
