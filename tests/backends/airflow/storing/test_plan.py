"""What is kept and loaded in whole pipelines, and what is told where that cannot be."""

from __future__ import annotations

from pathlib import Path

from polydag.backends.contract import Options
from polydag.engines import parse_target
from polydag.translate.reading import read_file
from polydag.translate.sources import SourceFile
from polydag.translate.writing import write

HEAD = """
from pathlib import Path
from prefect import flow, task

@task
def one() -> Path:
    return Path("one")

@task
def many() -> list[Path]:
    return [Path("one"), Path("two")]

@task
def show(x):
    print(x)

@task
def size(path: Path) -> int:
    return len(path.name)

@flow
def f():
    """


def converted(tmp_path: Path, *rows: str) -> tuple[str, set[str]]:
    """The code for a flow of these lines, and the codes told."""
    file = tmp_path / "f.py"
    file.write_text(HEAD + "\n    ".join(rows) + "\n")
    [output] = write([read_file(SourceFile(file, "f.py"))], [parse_target("airflow")], Options())
    return output.text or "", {d.code for d in output.diagnostics}


def body_of(text: str, function: str) -> str:
    """The lines of a function, its head left out."""
    _, _, rest = text.partition(f"def {function}(")
    return rest.partition(":\n")[2].partition("\n\n")[0]


def test_a_value_is_kept_and_loaded(tmp_path: Path) -> None:
    text, told = converted(tmp_path, "show(one())")
    assert told == {"AFW222"}
    assert body_of(text, "one") == '    return save_value(Path("one"))'
    assert body_of(text, "show").startswith("    x = load_value(x)\n")


def test_the_last_task_keeps_its_value_too(tmp_path: Path) -> None:
    text, _ = converted(tmp_path, "one()")
    assert 'save_value(Path("one"))' in text


def test_a_list_that_is_mapped_over_is_kept_entry_by_entry(tmp_path: Path) -> None:
    text, _ = converted(tmp_path, "paths = many()", "size.map(paths)", "show(paths)")
    assert '[save_value(Path("one")), save_value(Path("two"))]' in body_of(text, "many")
    assert "path = load_value(path)" in body_of(text, "size")
    assert "x = [load_value(item) for item in x]" in body_of(text, "show")


def test_outputs_in_a_list_are_loaded_one_by_one(tmp_path: Path) -> None:
    text, _ = converted(tmp_path, "a = one()", "show([a, a, 3])")
    assert "x = [load_value(item) for item in x]" in body_of(text, "show")


def test_what_is_computed_from_a_kept_value_is_kept_as_well(tmp_path: Path) -> None:
    text, _ = converted(tmp_path, "a = one()", "show(a.name + 'x')")
    glue = body_of(text, "make_x")
    assert "a = load_value(a)" in glue
    assert "return save_value(a.name" in glue


def test_one_parameter_that_takes_a_value_here_and_a_list_there_is_told(tmp_path: Path) -> None:
    text, told = converted(tmp_path, "a = one()", "show(a)", "show([a])")
    assert "AFW313" in told
    assert "save_value" not in text


def test_a_reader_says_what_it_takes_where_the_giver_says_nothing(tmp_path: Path) -> None:
    rows = ("@task", "def any_path():", "    return find()", "size(any_path())")
    text, told = converted(tmp_path, *rows)
    assert "AFW222" in told
    assert body_of(text, "any_path").strip() == "return save_value(find())"


def test_a_task_of_the_helpers_name_keeps_it(tmp_path: Path) -> None:
    rows = ("@task", "def save_value(x):", "    print(x)", "save_value(one())")
    text, _ = converted(tmp_path, *rows)
    assert 'return save_value_2(Path("one"))' in text


def test_plain_values_need_nothing(tmp_path: Path) -> None:
    text, told = converted(tmp_path, "show(3)")
    assert told == set()
    assert "pickle" not in text
