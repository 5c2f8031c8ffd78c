"""Every example of the guide is built and read to the same pipeline."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.dsl.test_reading import read, run, without_places

GUIDE = Path(__file__).parents[2] / "docs" / "dsl.md"
EXAMPLES = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_an_example_of_the_guide_is_read_as_it_is_built(number: int, tmp_path: Path) -> None:
    path = tmp_path / f"example_{number}.py"
    path.write_text(EXAMPLES[number], encoding="utf-8")
    module, collector = read(path)
    assert [diagnostic.message for diagnostic in collector.diagnostics] == []
    assert without_places(module) == without_places(run(path))
