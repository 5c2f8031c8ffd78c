"""The prelude is cut into statements and narrowed to what is needed."""

from __future__ import annotations

import pytest

from polydag.syntax.prelude import engine_free, module_comment, needed, segments, split_import
from tests.syntax.texts.sources import module

SOURCE = '''# Licence

"""Doc."""

from __future__ import annotations

import csv
from airflow.sdk import DAG
from pendulum import (
    date,  # a day
)

# Where the files are.

# Mounted.
DATA = "/data"
NAMES = [DATA, "x"]; OTHER = 1


def read(path):
    # opened
    return csv.reader(path)
    # closed


dag = DAG(DATA)
dag_id = dag.dag_id
load_env()
'''


def owns(name: str) -> bool:
    return name.partition(".")[0] == "airflow"


def test_every_statement_comes_with_its_comments() -> None:
    texts = [segment.text for segment in segments(module(SOURCE))]
    assert '# Where the files are.\n\n# Mounted.\nDATA = "/data"' in texts
    assert "def read(path):\n    # opened\n    return csv.reader(path)\n    # closed" in texts
    assert "OTHER = 1" in texts
    assert texts[0] == "import csv"


def test_statements_that_share_a_row_are_cut_apart() -> None:
    found = segments(module("# both\na = [\n    1,\n]; b = len(a); print(b)  # shown\n"))
    assert [s.text for s in found] == ["# both\na = [\n    1,\n]", "b = len(a)", "print(b)"]
    assert [s.reads for s in found] == [(), ("a",), ("b",)]


def test_the_head_of_the_file_is_the_modules() -> None:
    assert module_comment(module(SOURCE)) == "# Licence"


def test_comments_directly_above_the_first_statement_are_its_own() -> None:
    source = module("# head\n\n# mine\nx = 1\n")
    assert module_comment(source) == "# head"
    assert segments(source)[0].text == "# mine\nx = 1"


def test_what_a_statement_reads_and_binds() -> None:
    found = {segment.defines: segment.reads for segment in segments(module(SOURCE))}
    assert found[("read",)] == ("csv",)
    assert found[("NAMES",)] == ("DATA",)
    assert found[()] == ("load_env",)


def test_what_is_needed_comes_with_what_it_needs_in_order() -> None:
    found = needed(segments(module(SOURCE)), ["NAMES", "read"], owns)
    assert [prelude.defines for prelude in found] == [("csv",), ("DATA",), ("NAMES",), ("read",)]


def test_what_reads_the_engine_is_not_free_of_it() -> None:
    free = {name for s in engine_free(segments(module(SOURCE)), owns) for name in s.defines}
    assert free == {"csv", "date", "DATA", "NAMES", "OTHER", "read"}


def test_what_imports_the_engine_when_it_is_called_is_not_free_of_it() -> None:
    text = (
        "def free():\n    import csv\n    return csv\n\n"
        "def asks():\n    from airflow.sdk import Variable\n    return Variable\n\n"
        "class Asks:\n    def run(self):\n        import airflow\n"
    )
    assert [s.defines for s in engine_free(segments(module(text)), owns)] == [("free",)]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        pytest.param("from airflow import DAG, x as y", None, id="an engine's import goes"),
        pytest.param("import airflow.sdk, os", "import os", id="the other modules stay"),
        pytest.param("import os  # why", "import os", id="what is not touched stays"),
        pytest.param(
            "from airflow_helpers import z",
            "from airflow_helpers import z",
            id="a name is no prefix",
        ),
    ],
)
def test_imports_lose_what_the_engine_owns(text: str, kept: str | None) -> None:
    found = split_import(segments(module(text))[0], owns)
    assert found == kept or (found or "").startswith(f"{kept}  #")
