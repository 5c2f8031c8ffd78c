"""`inspect` decides and tells everything that `convert` does without a text; the read-back reads the graph alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from polydag.diagnostics import Collector, Diagnostic
from polydag.engines import parse_target
from polydag.rendering.placeholders import Placeholders
from polydag.translate import Options, SourceFile, discover, inspect_files, read_files, write
from polydag.translate.writing import writer_for

_ROOT = Path(__file__).parents[2]
_TARGETS = [parse_target(name) for name in ("airflow", "dagster", "prefect")]
# What only the finished text can show.
_OF_THE_TEXT = {"IR002", "IR306", "IR903", "IR905", "IR906", "IR413"}
_PARTS = 2
# Both begin with the same decisions, so that not every file has to show it.
_EVERY = 8


def _sources() -> list[SourceFile]:
    return list(discover([str(_ROOT / "tests" / "codes"), str(_ROOT / "conformance" / "cases")]))


@pytest.mark.parametrize("part", range(_PARTS))
def test_nothing_is_told_while_a_text_is_made(part: int) -> None:
    """What would be told there would be missing from `inspect`, which makes no text."""
    made = 0
    for reading in read_files(_sources()[part::_PARTS]):
        for target in _TARGETS if reading.writable and reading.writable.pipelines else ():
            assert reading.writable is not None
            collector = Collector()
            emission = writer_for(target).write(reading.writable, Options(), collector)
            told = collector.diagnostics
            made += len(emission.draft.text) > 0
            assert collector.diagnostics == told, (reading.file.display, target.key)
    assert made > 100


def test_inspect_tells_what_convert_tells() -> None:
    files = _sources()[::_EVERY]
    inspected = {
        (result.file.path, target): diagnostics
        for result in inspect_files(files, _TARGETS)
        for target, diagnostics in result.told.items()
    }
    converted = {
        (output.reading.file.path, output.target.key): _but_for_the_text(output.diagnostics)
        for output in write(read_files(files), _TARGETS, Options())
    }
    assert len(inspected) > 100
    assert inspected == converted


def _but_for_the_text(told: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    return tuple(found for found in told if found.code not in _OF_THE_TEXT)


def test_inspect_makes_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    def drafted(*_: object) -> None:
        raise AssertionError("the text of a module was made")

    monkeypatch.setattr(Placeholders, "draft", drafted)
    for result in inspect_files(_sources()[:40], _TARGETS):
        codes = {found.code for one in result.told.values() for found in one}
        assert "IR902" not in codes, result.file.display


def test_the_read_back_leaves_the_authors_texts_where_they_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def lifted(*_: object) -> None:
        raise AssertionError("a function was lifted")

    readings = read_files(_sources()[:40])
    monkeypatch.setattr("polydag.frontends.dagster.functions.lift", lifted)
    told = [d for o in write(readings, [_TARGETS[1]], Options()) for d in o.diagnostics]
    assert "IR902" not in {diagnostic.code for diagnostic in told}
