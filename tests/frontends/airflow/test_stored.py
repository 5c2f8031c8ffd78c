"""Code that polydag wrote keeps values in files; read back, its bodies are the author's again."""

from __future__ import annotations

from pathlib import Path

from polydag.backends.contract import Options
from polydag.engines import parse_target
from polydag.ir.pipeline import Module
from polydag.translate.reading import Reading, read_file
from polydag.translate.sources import SourceFile
from polydag.translate.writing import write

SOURCE = '''
from pathlib import Path
from prefect import flow, task

@task
def one() -> Path:
    return Path("one")

@task
def many() -> list[Path]:
    return [Path(name) for name in ("one", "two")]

@task
def size(path: Path) -> int:
    return len(path.name)

@task
def show(x, paths, sizes):
    """Show them."""
    print(x, paths, sizes)

@flow
def f():
    paths = many()
    show(one(), paths, size.map(paths))
'''


def read(path: Path, text: str) -> Reading:
    path.write_text(text)
    return read_file(SourceFile(path, path.name))


def converted(reading: Reading, target: str) -> str:
    [output] = write([reading], [parse_target(target)], Options())
    assert not [d for d in output.diagnostics if d.code.startswith("IR9")]
    return output.text or ""


def bodies(module: Module | None) -> dict[str, str]:
    assert module is not None
    return {name: f.text for name, f in module.functions.items()}


def code(text: str) -> list[str]:
    """The lines without polydag's own comments."""
    return [line for line in text.splitlines() if not line.lstrip().startswith("# ")]


def test_other_engines_get_the_authors_bodies(tmp_path: Path) -> None:
    source = read(tmp_path / "f.py", SOURCE)
    generated = read(tmp_path / "generated.py", converted(source, "airflow"))
    assert generated.diagnostics == ()
    again = read(tmp_path / "again.py", converted(generated, "prefect"))
    assert bodies(again.module) == bodies(source.module)
    assert "pickle" not in converted(generated, "prefect")


def test_airflow_itself_gets_what_was_written(tmp_path: Path) -> None:
    generated = converted(read(tmp_path / "f.py", SOURCE), "airflow")
    again = converted(read(tmp_path / "generated.py", generated), "airflow")
    assert code(again) == code(generated)


def test_a_function_of_that_name_with_another_text_is_the_authors(tmp_path: Path) -> None:
    generated = converted(read(tmp_path / "f.py", SOURCE), "airflow")
    changed = read(tmp_path / "generated.py", generated.replace("pickle.loads", "pickle.load"))
    assert changed.module is not None
    assert "load_value(path)" in changed.module.functions["size"].text
    assert "stored" not in {use.kind for use in changed.module.functions["size"].uses}
