"""Modules that are made up."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import polydag

USE = """
import frames as fr
import warehouse.clients
from warehouse.helpers import retried, Client
from collections import Counter

@retried
def load(rows: fr.Frame) -> fr.Frame | None:
    return rows

@retried(times=3)
def store(rows: "list[fr.Frame]"):
    return rows

class Ours(Client):
    def __init__(self, name):
        self.name = name

assert load(1) == 1 and store(2) == 2
assert Ours("x").name == "x"
assert warehouse.clients.connect("db").cursor()["a"].rows is not None
"""
PROBE = """
try:
    import frames
except ImportError:
    found = False
else:
    found = True
"""


def run(folder: Path, program: str) -> None:
    lines = [
        f"import sys; sys.path.insert(0, {str(Path(polydag.__file__).parent.parent)!r})",
        f"sys.path.insert(0, {str(folder)!r})",
        "from polydag.runs.child import fabricate",
        f"fabricate.install({str(folder / 'project')!r})",
        program,
    ]
    command = [sys.executable, "-c", "\n".join(lines)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_missing_imports_of_user_code_are_made_up(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (project / "use.py").write_text(USE)
    run(tmp_path, f"sys.path.insert(0, {str(project)!r}); import use")


def test_others_go_on_not_finding_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "engine.py").write_text(PROBE)
    run(tmp_path, "import engine; assert not engine.found")
