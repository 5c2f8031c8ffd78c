"""Whole files for another version, as they lie in the golden files; POLYDAG_GOLDEN=1 writes them anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from polydag.api import convert
from polydag.rendering.check import check_module

GOLDEN = Path(__file__).parents[2] / "golden" / "upgrades"
CASES = sorted(path.name for path in GOLDEN.iterdir())


@pytest.mark.parametrize("name", CASES)
def test_the_edited_file_is_the_golden_one(name: str) -> None:
    source, golden = GOLDEN / name / "before.py", GOLDEN / name / "after.py"
    lines = source.read_text(encoding="utf-8").splitlines()
    version = lines[0].removeprefix("# target: ") if lines[0].startswith("# target: ") else "3.3"
    # Named by its folder, so that a file without a DAG is one to carry over, not one to complain about.
    emitted = convert(source.parent, to=f"airflow@{version}")
    text = emitted.files["before.py"]
    told = [d for d in emitted.diagnostics if d.target is not None]
    text += "".join(f"# told: {d.code} {d.message}\n" for d in told)
    if os.environ.get("POLYDAG_GOLDEN"):
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")
    assert check_module(text) is None
