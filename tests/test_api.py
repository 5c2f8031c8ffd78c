"""The Python API: what scripts may rely on."""

from __future__ import annotations

from pathlib import Path

import pytest

import polydag
from polydag.engines import UnknownEngineError
from tests.cli.models import written


def test_every_public_name_is_there() -> None:
    assert all(getattr(polydag, name) is not None for name in polydag.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        _ = polydag.nonsense


def test_reading_gives_pipelines_and_diagnostics(tmp_path: Path) -> None:
    project = polydag.read(written(tmp_path), tmp_path / "missing.py")
    assert [pipeline.id for pipeline in project.pipelines] == ["etl"]
    assert [d.severity for d in project.diagnostics] == [polydag.Severity.UNREADABLE]


def test_code_of_one_module(tmp_path: Path) -> None:
    result = polydag.convert(written(tmp_path), to="dagster")
    compile(result.code, "etl.py", "exec")
    assert {d.severity for d in result.diagnostics} == {polydag.Severity.NOTE}
    assert "etl.py" in result.files


def test_code_of_several_modules_is_in_files(tmp_path: Path) -> None:
    result = polydag.emit(polydag.read(written(tmp_path)), "dagster,prefect")
    assert {"dagster-1.13/etl.py", "prefect-3.8/etl.py"} <= set(result.files)
    with pytest.raises(ValueError, match="2 modules"):
        _ = result.code


def test_an_unknown_target_raises(tmp_path: Path) -> None:
    with pytest.raises(UnknownEngineError, match="argo"):
        polydag.convert(written(tmp_path), to="argo")
