"""A return annotation that only the source's engine understands does not come along."""

from __future__ import annotations

import pytest

from polydag.backends.bodies import lower
from polydag.backends.bodies.spelling import Spelling
from polydag.ir.functions import Function


@pytest.mark.parametrize(
    ("names", "kept"),
    [
        pytest.param(("Verdict",), True, id="the author's class stays"),
        pytest.param((), False, id="a class that is not carried over goes"),
    ],
)
def test_the_return_annotation(names: tuple[str, ...], kept: bool) -> None:
    text = "def check(rows: list) -> Verdict:\n    return rows"
    lowered = lower(Function(name="check", text=text, returns="Verdict", names=names), Spelling())
    assert ("-> Verdict" in lowered.text) is kept
