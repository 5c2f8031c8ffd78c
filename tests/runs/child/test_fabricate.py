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


def test_a_part_of_a_shared_folder_is_made_up_as_its_worker_knows(tmp_path: Path) -> None:
    """`airflow.providers` is there, and the package of one provider is not."""
    (tmp_path / "engine" / "shared").mkdir(parents=True)
    (tmp_path / "engine" / "whole").mkdir()
    (tmp_path / "engine" / "whole" / "__init__.py").touch()
    (tmp_path / "project").mkdir()
    text = "from engine.shared.missing.tasks import LoadOperator, Other\nassert LoadOperator is int and Other is not int\n"
    (tmp_path / "project" / "user.py").write_text(text)
    (tmp_path / "project" / "wrong.py").write_text("import engine.whole.missing\n")
    maker = "fabricate.makes(lambda module, name: int if name.endswith('Operator') else None)"
    folder = str(tmp_path / "project")
    imports = f"sys.path.insert(0, {folder!r}); import engine.shared, engine.whole, user"
    run(tmp_path, f"{maker}\n{imports}")
    refused = "try: import wrong\nexcept ModuleNotFoundError: sys.exit(0)\nsys.exit(1)"
    run(tmp_path, f"{maker}\n{imports}\n{refused}")
