"""Every diagnostic code has a fixture of its name, and the fixture yields the code.

A fixture is `<CODE>.py` (or `.json`, a module of the IR, where no source leads there); `# target: dagster` in its first line, or
a file `<CODE>.target` beside the JSON, says that it must be converted, `# options: unsupported=warn` in its second which
options it needs.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

import polydag
from polydag.backends.contract import Options
from polydag.diagnostics import Diagnostic, Severity, registry
from polydag.engines import parse_target
from polydag.ir.expand import expanded
from polydag.ir.pipeline import Module
from polydag.translate.reading import Reading, read_file
from polydag.translate.sources import SourceFile
from polydag.translate.upgrading import outputs_of
from polydag.translate.writing import Output, write

HERE = Path(__file__).parent
TARGETS = tuple(map(parse_target, ("airflow", "dagster", "prefect")))
# Files that cannot lie in a repository as they are: the tests make them.
MADE = {
    "IR412": ("binary.py", b"\x7fELF\x00\x01"),
    "IR413": ("empty.py", b""),
    "IR414": ("large.py", b"x = 1\n" * 900_000),
    "IR415": ("missing.py", None),
}


@cache
def all_codes() -> dict[str, Severity]:
    for module in pkgutil.walk_packages(polydag.__path__, "polydag."):
        if module.name.rpartition(".")[2] in ("codes", "ledger"):
            importlib.import_module(module.name)
    ours = {c: kind for c, kind in registry().items() if kind.__module__.startswith("polydag.")}
    return {code: kind.severity for code, kind in ours.items()}


@cache
def fixtures() -> dict[str, Path]:
    known = all_codes()
    files = (path for path in sorted(HERE.iterdir()) if path.suffix in (".py", ".json"))
    return {path.stem: path for path in files if path.stem in known}


@cache
def read(path: Path) -> Reading:
    return read_file(SourceFile(path, path.name))


@cache
def written(path: Path) -> tuple[Output, ...]:
    """What a file becomes for every target without any options."""
    return tuple(write([read(path)], TARGETS, Options()))


def told(path: Path) -> set[str]:
    """The codes that the file yields for the target and the options that it states."""
    reading = read(path)
    codes = {diagnostic.code for diagnostic in reading.diagnostics}
    lines = path.read_text(errors="replace").splitlines()[:2] if path.is_file() else []
    stated = dict(
        line[2:].split(": ", 1) for line in lines if line.startswith(("# target: ", "# options: "))
    )
    beside = path.with_suffix(".target")
    if beside.is_file():
        stated = {"target": beside.read_text().strip()}
    if "target" not in stated or reading.module is None:
        return codes
    options = Options(**dict(pair.split("=") for pair in stated.get("options", "").split()))  # type: ignore[arg-type]  # words of a fixture
    target = parse_target(stated["target"])
    if options == Options() and target in TARGETS:
        outputs = [output for output in written(path) if output.target == target]
    else:
        outputs = write([reading], [target], options)
    if reading.engine == target.engine:
        # It may be written anew, and edited.
        outputs += outputs_of([reading], (target,), options)
    return codes | {diagnostic.code for output in outputs for diagnostic in output.diagnostics}


def test_every_code_has_a_fixture() -> None:
    lacking = {
        code
        for code, severity in all_codes().items()
        if code not in fixtures() and code not in MADE and severity is not Severity.INTERNAL
    }
    assert not lacking


def each() -> list[ParameterSet]:
    """The fixtures; the tests of one share what was written, so they run in one process."""
    return [
        pytest.param(code, marks=pytest.mark.xdist_group(f"fixture {code}")) for code in fixtures()
    ]


@pytest.mark.parametrize("code", each())
def test_a_fixture_yields_its_code(code: str) -> None:
    assert code in told(fixtures()[code])


@pytest.mark.parametrize("code", each())
def test_no_fixture_meets_a_mistake_of_polydag_for_any_target(code: str) -> None:
    module = read(fixtures()[code]).module
    of_targets = [d for output in written(fixtures()[code]) for d in output.diagnostics]
    found = [*read(fixtures()[code]).diagnostics, *of_targets]
    internal = {
        f"{d.code} for {d.target}: {d.message}" for d in found if d.severity is Severity.INTERNAL
    }
    assert not internal
    # What is told of a task without its pipeline is not counted in the summary.
    assert not {d.code for d in found if _of_one_task(d, module) and d.pipeline is None}


def _of_one_task(told: Diagnostic, module: Module | None) -> bool:
    pipelines = module.pipelines if module is not None else ()
    return sum(told.task in {t.id for t in expanded(p).tasks} for p in pipelines) == 1


@pytest.mark.parametrize("code", MADE)
def test_a_made_file_yields_its_code(code: str, tmp_path: Path) -> None:
    name, data = MADE[code]
    if data is not None:
        (tmp_path / name).write_bytes(data)
    assert told(tmp_path / name) == {code}


def test_every_code_has_a_manual_page() -> None:
    short = {code for code in all_codes() if len(registry()[code].manual().splitlines()) < 3}
    assert not short
