"""Claims about the folders that imports resolve against."""

from __future__ import annotations

from pathlib import Path

from polydag.syntax.module import SourceModule
from polydag.syntax.project import Project, roots_of


def test_a_file_of_an_environment_inside_a_project_is_not_of_the_project(tmp_path: Path) -> None:
    """Else the whole of an installed engine would be read as the user's own code."""
    (tmp_path / "pyproject.toml").touch()
    package = tmp_path / "venv" / "lib" / "site-packages" / "company"
    package.mkdir(parents=True)
    assert roots_of(package / "flow.py") == (package,)


def test_a_parent_up_to_the_marked_folder_is_a_root(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "dags" / "team").mkdir(parents=True)
    found = roots_of(tmp_path / "dags" / "team" / "flow.py")
    assert found == (tmp_path / "dags" / "team", tmp_path / "dags", tmp_path)


def test_a_tree_that_is_read_is_a_root_where_no_project_is_marked(tmp_path: Path) -> None:
    folder = tmp_path / "tree" / "dags" / "team"
    folder.mkdir(parents=True)
    tree = tmp_path / "tree"
    assert roots_of(folder / "flow.py") == (folder,)
    assert roots_of(folder / "flow.py", tree=tree) == (folder, tree / "dags", tree)
    (tmp_path / "pyproject.toml").touch()
    assert roots_of(folder / "flow.py", tree=tree) == (folder, tree / "dags", tree, tmp_path)


def test_a_module_that_was_imported_first_is_shown_as_the_user_wrote_its_path(
    tmp_path: Path,
) -> None:
    (tmp_path / "shared.py").write_text("A = 1\n", encoding="utf-8")
    project = Project((tmp_path,))
    project.module("shared")
    module = project.of(tmp_path / "shared.py", "given/shared.py")
    assert isinstance(module, SourceModule)
    assert module.display == "given/shared.py"
    assert project.module("shared") is module
