"""Data files of the project are read where their path is known; nothing else is opened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from polydag.syntax.convert import to_python
from polydag.syntax.data import PathData, Unknown

Read: TypeAlias = Callable[[str], Any]

WAYS = {
    "a path beside the file": "json.loads((Path(__file__).parent / 'data.json').read_text())",
    "os.path": "json.load(open(os.path.join(os.path.dirname(__file__), 'data.json')))",
    "a relative path": "json.load(open('data.json'))",
    "YAML": "yaml.safe_load(Path(__file__).resolve().parent.joinpath('data.json').open())",
}


@pytest.mark.parametrize("text", WAYS.values(), ids=WAYS)
def test_a_data_file_is_read(text: str, reading: Read, tmp_path: Path) -> None:
    (tmp_path / "data.json").write_text('{"tables": ["a", "b"]}')
    result = reading(f"import json, os, yaml\nfrom pathlib import Path\nx = {text}\n")
    assert to_python(result["x"]) == {"tables": ["a", "b"]}


LISTS = {
    "Path.glob": "[p.name for p in (Path(__file__).parent / 'conf').glob('*.json')]",
    "Path.iterdir": "[p.name for p in Path('conf').iterdir() if p.suffix == '.json']",
    "os.listdir": "[n for n in os.listdir('conf') if n.endswith('.json')]",
    "glob": "[os.path.basename(n) for n in glob.glob(os.path.dirname(__file__) + '/conf/*.json')]",
    "glob in an f-string": "[os.path.basename(n) for n in glob.glob(f'{os.path.dirname(__file__)}/conf/*.json')]",
    "glob below": "[os.path.basename(n) for n in glob.glob('**/*.json', recursive=True)]",
}


@pytest.mark.parametrize("text", LISTS.values(), ids=LISTS)
def test_a_folder_of_data_files_is_listed(text: str, reading: Read, tmp_path: Path) -> None:
    (tmp_path / "conf").mkdir()
    for name in ("b.json", "a.json", "notes.txt"):
        (tmp_path / "conf" / name).write_text("{}")
    result = reading(f"import glob, os\nfrom pathlib import Path\nx = sorted({text})\n")
    assert to_python(result["x"]) == ["a.json", "b.json"]


def test_what_a_listed_folder_holds_is_read(reading: Read, tmp_path: Path) -> None:
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf" / "one.json").write_text('{"id": 1}')
    result = reading(
        "import json\nfrom pathlib import Path\n"
        "x = [json.loads(p.read_text())['id'] for p in Path(__file__).parent.rglob('*.json')]\n"
    )
    assert to_python(result["x"]) == [1]


@pytest.mark.parametrize(
    "text", ["os.listdir('..')", "list(Path('/etc').glob('*'))", "glob.glob('/*')"]
)
def test_a_folder_outside_the_project_is_not_listed(text: str, reading: Read) -> None:
    result = reading(f"import glob, os\nfrom pathlib import Path\nx = {text}\n")
    assert isinstance(result["x"], Unknown)


def test_whether_a_file_is_there(reading: Read, tmp_path: Path) -> None:
    (tmp_path / "data.json").write_text("{}")
    text = "[Path('data.json').exists(), os.path.isfile('data.json'), os.path.isdir('data.json')]"
    result = reading(f"import os\nfrom pathlib import Path\nx = {text}\ny = os.path.exists('no')\n")
    assert to_python(result["x"]) == [True, True, False]
    assert isinstance(result["y"], Unknown)


def test_a_file_is_read_in_a_with_block(reading: Read, tmp_path: Path) -> None:
    (tmp_path / "data.yml").write_text("- a\n- b\n")
    result = reading("import yaml\nwith open('data.yml') as file:\n    x = yaml.safe_load(file)\n")
    assert to_python(result["x"]) == ["a", "b"]


def test_a_file_outside_the_project_is_not_opened(reading: Read, tmp_path: Path) -> None:
    outside = tmp_path.parent / f"{tmp_path.name}-outside.json"
    outside.write_text("[1]")
    result = reading(f"import json\nx = json.load(open({str(outside)!r}))\n")
    assert isinstance(result["x"], Unknown)


def test_broken_data_stays_unknown(reading: Read, tmp_path: Path) -> None:
    (tmp_path / "data.json").write_text("{")
    assert isinstance(reading("import json\nx = json.load(open('data.json'))")["x"], Unknown)


def test_a_path_stays_the_expression_that_it_was(reading: Read) -> None:
    datum = reading("from pathlib import Path\nx = Path(__file__).parent / 'sql'\n")["x"]
    assert isinstance(datum, PathData)
    assert datum.text == "Path(__file__).parent / 'sql'"


def test_the_name_of_the_file_is_known(reading: Read) -> None:
    result = reading("from pathlib import Path\nimport os\nx = Path(__file__).stem\n")
    assert to_python(result["x"]) == "main"
