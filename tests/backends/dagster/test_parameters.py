"""The parameters of a run as fields of a class: what they are called hides no type."""

from __future__ import annotations

from pathlib import Path

import pydantic

import polydag

SOURCE = """
from prefect import flow, task

@task
def show(bool, n, int):
    print(bool, n, int)

@flow
def shown(bool: bool = True, n: int = 3, int: int = 4):
    show(bool, n, int)
"""

CHOICES = """
from airflow.sdk import Param, dag, task

@task
def weigh(params=None):
    print(params["n"], params["unit"])

@dag(params={"n": Param(3, type="number", enum=[1, 3]), "unit": Param("kg", type="string", enum=["kg", "t"])})
def chosen():
    weigh()

chosen()
"""


def test_a_field_that_is_called_like_a_type_leaves_the_type_to_the_others(
    tmp_path: Path,
) -> None:
    source = tmp_path / "shown.py"
    source.write_text(SOURCE)
    code = polydag.convert(source, to="dagster").code
    assert "    bool: builtins.bool = True\n    n: builtins.int = 3\n" in code
    assert _loaded(code) == {"bool": True, "n": 3, "int": 4}


def test_choices_that_are_no_texts_are_told_and_no_literal(tmp_path: Path) -> None:
    source = tmp_path / "chosen.py"
    source.write_text(CHOICES)
    emitted = polydag.convert(source, to="dagster")
    assert '    n: int = 3\n    unit: Literal["kg", "t"] = "kg"\n' in emitted.code
    assert [d.message for d in emitted.diagnostics if d.code == "DGW304"] == [
        "`enum=[1, 3]` of `parameter n` is lost: the choices of a Dagster config are texts: any value of the type is taken"
    ]


def _loaded(code: str) -> dict[str, object]:
    """The fields' defaults, as pydantic makes a model of the class."""
    start = code.index("class ShowConfig(Config):")
    names: dict[str, object] = {"Config": pydantic.BaseModel}
    text = "import builtins\n" + code[start : code.index("\n\n\n", start)]
    exec(compile(text, "shown.py", "exec", dont_inherit=True), names)
    kind = names["ShowConfig"]
    assert isinstance(kind, type)
    assert issubclass(kind, pydantic.BaseModel)
    return dict(kind())
