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


def test_a_field_that_is_called_like_a_type_leaves_the_type_to_the_others(
    tmp_path: Path,
) -> None:
    source = tmp_path / "shown.py"
    source.write_text(SOURCE)
    code = polydag.convert(source, to="dagster").code
    assert "    bool: builtins.bool = True\n    n: builtins.int = 3\n" in code
    assert _loaded(code) == {"bool": True, "n": 3, "int": 4}


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
