"""Changing the value of any attribute in a case changes the emitted code or the diagnostics, for every target.

Bookkeeping can be satisfied by counting a field that never reaches the code; this cannot.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from polydag.backends.contract import Options
from polydag.engines import EngineVersion, parse_target
from polydag.translate.reading import Reading, read_file
from polydag.translate.sources import SourceFile
from polydag.translate.writing import write

CASES = Path(__file__).parents[2] / "conformance" / "cases"
TARGETS = tuple(map(parse_target, ("airflow@3.3", "dagster", "prefect")))


@dataclass(frozen=True)
class Site:
    """A literal that is the value of an attribute, and what it is changed to."""

    line: int
    start: int
    stop: int
    name: str
    replacement: str

    def applied(self, text: str) -> str:
        lines = text.splitlines(keepends=True)
        line = lines[self.line - 1].encode()
        changed = line[: self.start] + self.replacement.encode() + line[self.stop :]
        lines[self.line - 1] = changed.decode()
        return "".join(lines)


def sites(text: str) -> Iterator[Site]:
    """Literals among the keyword arguments of calls in building code, and in the values of `default_args`."""
    tree = ast.parse(text)
    for call in _building_calls(tree):
        for keyword in call.keywords:
            for node in ast.walk(keyword.value):
                if (
                    isinstance(node, ast.Constant)
                    and node.lineno == node.end_lineno
                    and keyword.arg
                ):
                    yield from _site(node, keyword.arg)


def _building_calls(tree: ast.Module) -> Iterator[ast.Call]:
    """Calls outside of the bodies that tasks run: at module level, in decorators, in builders."""
    for node in ast.walk(tree):
        match node:
            case ast.With() | ast.Expr() | ast.Assign():
                for inner in ast.walk(node):
                    if isinstance(inner, ast.Call) and _is_engine_call(inner):
                        yield inner
            case ast.FunctionDef(decorator_list=decorators):
                yield from (d for d in decorators if isinstance(d, ast.Call))


def _is_engine_call(call: ast.Call) -> bool:
    name = ast.unparse(call.func).rpartition(".")[2]
    return name in {
        "DAG",
        "define_asset_job",
        "ScheduleDefinition",
        "partial",
        "expand",
    } or name.endswith("Operator")


def _site(node: ast.Constant, name: str) -> Iterator[Site]:
    stop = node.end_col_offset
    assert stop is not None
    match node.value:
        case bool():
            replacement = repr(not node.value)
        case int() | float():
            replacement = repr(node.value + 1)
        case str():
            replacement = repr(_OTHER_WORDS.get(node.value, node.value + "_changed"))
        case _:
            return
    yield Site(node.lineno, node.col_offset, stop, name, replacement)


_OTHER_WORDS = {
    "one_failed": "all_failed",
    "all_done": "one_success",
    "none_failed_min_one_success": "none_failed",
    "0 2 * * *": "0 3 * * *",
    "@daily": "@weekly",
}


def emitted(text: str, folder: Path, target: EngineVersion) -> tuple[str | None, tuple[str, ...]]:
    path = folder / "pipeline.py"
    path.write_text(text)
    reading = read_file(SourceFile(path, "pipeline.py"))
    outputs = write([reading], [target], Options()) if reading.module else []
    told = (*reading.diagnostics, *(d for output in outputs for d in output.diagnostics))
    return (outputs[0].text if outputs else None, tuple(f"{d.code} {d.message}" for d in told))


def cases() -> list[Path]:
    return sorted(CASES.glob("*/pipeline.py"))


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.key)
@pytest.mark.parametrize("case", cases(), ids=lambda path: path.parent.name)
def test_every_attribute_reaches_the_code_or_the_diagnostics(
    case: Path, target: EngineVersion, tmp_path: Path
) -> None:
    text = case.read_text()
    before = emitted(text, tmp_path, target)
    silent = [
        f"{site.name}={site.replacement} in line {site.line}"
        for site in dict.fromkeys(sites(text))
        if emitted(site.applied(text), tmp_path, target) == before
    ]
    assert not silent


def test_the_reader_is_the_one_under_test(tmp_path: Path) -> None:
    """The negative control: a change that nobody reads (a comment) is seen as silent."""
    path = tmp_path / "pipeline.py"
    path.write_text((CASES / "fact-hidden-delay" / "pipeline.py").read_text())
    reading: Reading = read_file(SourceFile(path, "pipeline.py"))
    assert reading.module is not None
    text = path.read_text()
    commented = text.replace("schedule=None", "schedule=None  # unread")
    assert emitted(text, tmp_path, TARGETS[1])[1] == emitted(commented, tmp_path, TARGETS[1])[1]
