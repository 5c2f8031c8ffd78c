"""The helpers of a module are written like the rest of it: what they import stands above, under the name that is free."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from polydag import convert

CASE = Path(__file__).parents[2] / "conformance/cases/sensor-external/pipeline.py"
HELPERS = {"states_of", "ended"}


@pytest.mark.parametrize("target", ["dagster", "prefect"])
def test_what_a_helper_imports_is_imported_once(tmp_path: Path, target: str) -> None:
    tree = _written(tmp_path, CASE.read_text(), target)
    helpers = [node for node in tree.body if getattr(node, "name", "") in HELPERS]
    assert helpers
    inner = [node for helper in helpers for node in ast.walk(helper)]
    assert [ast.unparse(n) for n in inner if isinstance(n, ast.Import | ast.ImportFrom)] == []


def test_a_helper_calls_what_it_imports_by_the_name_that_is_free(tmp_path: Path) -> None:
    source = CASE.read_text().replace(
        "from datetime import datetime, timedelta",
        "import datetime\nfrom datetime import timedelta",
    )
    source = source.replace("=datetime(", "=datetime.datetime(")
    source = source.replace("return 2", "return datetime.date.today().day")
    tree = _written(tmp_path, source, "dagster")
    [helper] = [node for node in tree.body if getattr(node, "name", "") == "states_of"]
    assert "due = datetime_datetime.fromisoformat(" in ast.unparse(helper)
    [alias] = [
        a for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) for a in n.names if a.asname
    ]
    assert (alias.name, alias.asname) == ("datetime", "datetime_datetime")


def _written(folder: Path, source: str, target: str) -> ast.Module:
    path = folder / "pipeline.py"
    path.write_text(source)
    return ast.parse(next(iter(convert(path, to=target).files.values())))
