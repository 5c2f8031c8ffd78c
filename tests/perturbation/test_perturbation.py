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
from polydag.diagnostics import Collector
from polydag.engines import parse_target
from polydag.ir.pipeline import Module
from polydag.translate.reading import Reading, read_file
from polydag.translate.sources import SourceFile
from polydag.translate.writing import writer_for

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
    } or name.endswith(("Operator", "Sensor"))


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
    # Not all_success: below a single task the two are one rule.
    "none_failed_min_one_success": "all_done",
    "0 2 * * *": "0 3 * * *",
    "@daily": "@weekly",
    # JSON knows seven types, and no other.
    "string": "number",
    "integer": "string",
}


Told = tuple[str, ...]
Texts = dict[str, tuple[str, tuple[str, ...]]]


def emitted(text: str, folder: Path) -> tuple[Told, dict[str, Told], Texts]:
    """What was told while reading, and per target what was told and the draft: the formatter changes no value."""
    path = folder / "pipeline.py"
    path.write_text(text)
    reading = read_file(SourceFile(path, "pipeline.py"))
    told: dict[str, Told] = {}
    texts: Texts = {}
    for target in TARGETS if reading.writable else ():
        collector = Collector()
        draft = writer_for(target).write(_writable(reading), Options(), collector).draft
        told[target.key] = tuple(f"{d.code} {d.message}" for d in collector.diagnostics)
        texts[target.key] = (draft.text, draft.held)
    return tuple(f"{d.code} {d.message}" for d in reading.diagnostics), told, texts


def _writable(reading: Reading) -> Module:
    assert reading.writable is not None
    return reading.writable


def cases() -> list[Path]:
    return sorted(CASES.glob("*/pipeline.py"))


@pytest.mark.parametrize("case", cases(), ids=lambda path: path.parent.name)
def test_every_attribute_reaches_the_code_or_the_diagnostics(case: Path, tmp_path: Path) -> None:
    text = case.read_text()
    before = emitted(text, tmp_path)
    silent = []
    for site in dict.fromkeys(sites(text)):
        after = emitted(site.applied(text), tmp_path)
        for key in before[2]:
            if _seen(after, key) == _seen(before, key):
                silent.append(f"{site.name}={site.replacement} in line {site.line} for {key}")
    assert not silent


def _seen(found: tuple[Told, dict[str, Told], Texts], key: str) -> object:
    reading, told, texts = found
    return reading, told.get(key), texts.get(key)


def test_a_change_that_nobody_reads_is_seen_as_silent(tmp_path: Path) -> None:
    """The negative control."""
    text = (CASES / "fact-hidden-delay" / "pipeline.py").read_text()
    commented = text.replace("schedule=None", "schedule=None if True else 1")
    before, after = emitted(text, tmp_path), emitted(commented, tmp_path)
    assert all(_seen(after, key) == _seen(before, key) for key in before[2])
