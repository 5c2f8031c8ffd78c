"""What the backend writes is read with every task and dependency that the plan names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from polydag.backends.contract import Options
from polydag.backends.dagster import BACKEND
from polydag.diagnostics import Collector
from polydag.engines import parse_target
from polydag.ir.pipeline import Module
from polydag.rendering.formatting import format_modules
from polydag.syntax.module import SourceModule, from_text
from polydag.translate.readback import read_back
from tests.backends.dagster.modules import MODULES


@pytest.mark.parametrize("name", sorted(MODULES))
def test_written_code_reads_back(name: str) -> None:
    made: Module | Callable[[], Module] = MODULES[name]
    module = made if isinstance(made, Module) else made()
    emission = BACKEND.write(module, Options(), Collector())
    text = format_modules({"x.py": emission.draft})["x.py"]
    assert text is not None
    emitted = from_text(text, Path("x.py"), "x.py", "x")
    assert isinstance(emitted, SourceModule)
    found = read_back(emitted, module, emission, parse_target("dagster"))
    assert [told.message for told in found] == []
