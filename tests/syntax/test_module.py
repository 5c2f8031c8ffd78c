"""Claims about files, their text and their places."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from polydag.diagnostics import Diagnostic
from polydag.syntax.bounds import MAX_BYTES
from polydag.syntax.module import SourceModule, load
from polydag.syntax.project import Project, roots_of


def _load(path: Path, data: bytes) -> SourceModule | Diagnostic:
    path.write_bytes(data)
    return load(path, "dags/x.py", "x")


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        pytest.param(b"a = 1\nb = (\n", "IR411", 2, id="a syntax error has its line"),
        pytest.param(b"print 'x'\n", "IR411", 1, id="Python 2 is no Python"),
        pytest.param(b"\x7fELF\x00\x01", "IR412", 1, id="a binary file is not text"),
        pytest.param(b"a = 1\nb = '\xff'\n", "IR412", 2, id="bytes that are not UTF-8"),
        pytest.param(b"# coding: klingon\n", "IR412", 1, id="an encoding that there is not"),
        pytest.param(b"", "IR413", 1, id="an empty file"),
        pytest.param(b"# only a comment\n", "IR413", 1, id="a file of comments"),
        pytest.param(b"#" * (MAX_BYTES + 1), "IR414", 1, id="a file above the limit"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(
    data: bytes, code: str, line: int, tmp_path: Path
) -> None:
    found = _load(tmp_path / "x.py", data)
    assert isinstance(found, Diagnostic)
    assert found.span is not None
    assert (found.code, found.span.line, found.span.path) == (code, line, "dags/x.py")


def test_a_path_that_does_not_exist_is_told(tmp_path: Path) -> None:
    found = load(tmp_path / "none.py", "none.py", "none")
    assert isinstance(found, Diagnostic)
    assert found.message == "`none.py` cannot be read: No such file or directory"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    found = load(tmp_path, "dags", "dags")
    assert isinstance(found, Diagnostic)
    assert found.code == "IR415"


def test_the_declared_encoding_is_honoured(tmp_path: Path) -> None:
    module = _load(tmp_path / "x.py", "# -*- coding: latin-1 -*-\nx = 'é'\n".encode("latin-1"))
    assert isinstance(module, SourceModule)
    assert module.text.endswith("x = 'é'\n")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_segment_is_the_text_of_its_node(end: str, tmp_path: Path) -> None:
    text = end.join(["é = 'ü'; x = f(é,", "  'a\x0cb')", "y = '''ä", "ö'''", ""])
    module = _load(tmp_path / "x.py", text.encode())
    assert isinstance(module, SourceModule)
    nodes = [node for node in ast.walk(module.tree) if isinstance(node, ast.Call)]
    assert module.segment(nodes[0]) == f"f(é,{end}  'a\x0cb')"
    last = module.tree.body[-1]
    assert isinstance(last, ast.Assign)
    assert module.segment(last.value) == f"'''ä{end}ö'''"
    assert (module.place(nodes[0]).line, module.place(nodes[0]).column) == (1, 14)


def test_names_are_what_imports_bind(tmp_path: Path) -> None:
    text = (
        "import a.b\nimport a.b as c\nfrom d import e as f\n"
        "try:\n    from g import h\nexcept ImportError:\n    from i import h\n"
    )
    module = _load(tmp_path / "x.py", text.encode())
    assert isinstance(module, SourceModule)
    assert module.names == {"a": "a", "c": "a.b", "f": "d.e", "h": "g.h"}


def test_relative_imports_are_absolute(tmp_path: Path) -> None:
    package = tmp_path / "pkg" / "sub"
    package.mkdir(parents=True)
    (tmp_path / "pkg" / "__init__.py").write_text("")
    (package / "__init__.py").write_text("")
    (package / "x.py").write_text("from . import a\nfrom ..b import c\n")
    module = Project(roots_of(package / "x.py", tmp_path)).of(package / "x.py")
    assert isinstance(module, SourceModule)
    assert module.name == "pkg.sub.x"
    assert module.names == {"a": "pkg.sub.a", "c": "pkg.b.c"}


def test_roots_end_at_the_project(tmp_path: Path) -> None:
    folder = tmp_path / "project" / "dags" / "team"
    folder.mkdir(parents=True)
    (tmp_path / "project" / "pyproject.toml").write_text("")
    (tmp_path / "project" / "plugins").mkdir()
    roots = roots_of(folder / "x.py")
    project = (tmp_path / "project").resolve()
    assert roots == (
        project / "dags" / "team",
        project / "dags",
        project,
        project / "plugins",
    )


def test_without_a_project_only_the_folder_is_a_root(tmp_path: Path) -> None:
    assert roots_of(tmp_path / "x.py") == (tmp_path.resolve(),)
