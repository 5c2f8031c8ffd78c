"""Which files a conversion looks at."""

from __future__ import annotations

from pathlib import Path

from polydag.translate.sources import discover


def made(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")


def test_a_tree_gives_its_python_files_in_a_stable_order(tmp_path: Path) -> None:
    made(tmp_path, "b.py", "a/c.py", "a/notes.md")
    assert [str(f.relative) for f in discover([str(tmp_path)])] == ["b.py", "a/c.py"]


def test_hidden_folders_and_environments_are_passed_over(tmp_path: Path) -> None:
    made(tmp_path, ".git/x.py", "venv/y.py", "__pycache__/z.py", "kept.py")
    assert [str(f.relative) for f in discover([str(tmp_path)])] == ["kept.py"]


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    made(tmp_path, "a.py")
    found = list(discover([str(tmp_path / "a.py"), str(tmp_path)]))
    assert [file.named for file in found] == [True]


def test_an_excluded_folder_is_left_out(tmp_path: Path) -> None:
    made(tmp_path, "old/a.py", "new/b.py")
    assert [str(f.relative) for f in discover([str(tmp_path)], ("old",))] == ["new/b.py"]


def test_what_does_not_exist_is_handed_on_to_the_reader(tmp_path: Path) -> None:
    [file] = discover([str(tmp_path / "ghost.py")])
    assert file.named
