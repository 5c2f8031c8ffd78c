"""What a wait becomes for each engine, and that nothing which is said of it is passed over."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

import pytest

from polydag import convert, read

SOURCE = '''
from polydag import Fail, Pipeline, Skip, seen, task


@task
def names() -> list[str]:
    return ["a"]


@task.sensor({given})
def ready(names: list[str]) -> bool:
    """Look for them."""
    {body}


@task
def load(found: list[str]) -> int:
    return len(found)


with Pipeline("etl"):
    {call}
'''
TARGETS = ("airflow", "dagster", "prefect")
# Each is one thing more that is said of a wait.
SAID = {
    "an interval": "every=30",
    "a time-out": "within=600",
    "an interval that grows": "growing=True",
    "a limit to that": "growing=True, at_most=120",
    "a skip when the time is out": 'on_timeout="skip"',
    "a skip when a look raises": 'on_error="skip"',
    "another look when one raises": 'on_error="look_again"',
    "another look, but for a time limit": 'on_error="look_again", timeout=30',
    "a worker that is free": "frees_worker=True",
    "retries": "retries=2",
}
BODIES = {
    "a truth": "return bool(names)",
    "a value": "return seen(bool(names), names)",
    "a skip": 'if not names:\n        raise Skip("none")\n    return True',
    "a failure for good": 'if not names:\n        raise Fail("none")\n    return True',
}


@pytest.fixture
def emitted(tmp_path: Path) -> Callable[..., tuple[str, list[str]]]:
    """The code for an engine, and what was told."""

    def emitted(
        target: str, given: str = "", body: str = BODIES["a truth"], call: str = "ready(names())"
    ) -> tuple[str, list[str]]:
        file = tmp_path / "source.py"
        file.write_text(SOURCE.format(given=given, body=body, call=call))
        done = convert(file, to=target)
        return done.code, [f"{d.code}: {d.message}" for d in done.diagnostics]

    return emitted


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("given", SAID.values(), ids=SAID)
def test_what_is_said_of_a_wait_is_seen_in_the_code_or_told(
    emitted: Callable[..., tuple[str, list[str]]], target: str, given: str
) -> None:
    without = given.partition(", ")[0] if "," in given else ""
    assert emitted(target, given) != emitted(target, without)


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize("given", ["", 'on_timeout="skip", retries=1', 'on_error="look_again"'])
def test_every_body_is_written_and_leaves_no_word_of_the_source_engine(
    emitted: Callable[..., tuple[str, list[str]]], target: str, given: str, body: str
) -> None:
    code, told = emitted(target, given, body, "load(ready(names()))")
    bound = {n.name for n in ast.walk(ast.parse(code)) if isinstance(n, ast.alias)}
    bound |= {n.name for n in ast.walk(ast.parse(code)) if isinstance(n, ast.ClassDef)}
    for word in ("Skip", "Seen", "GiveUp", "Failure", "Completed", "PokeReturnValue"):
        assert word in bound or f"{word}(" not in code, word
    assert "polydag import" not in code
    assert not [line for line in told if line[3] in "39"]


def test_airflow_gets_its_own_sensor(emitted: Callable[..., tuple[str, list[str]]]) -> None:
    code, told = emitted("airflow", "every=30, within=600, on_timeout='skip', frees_worker=True")
    assert '@task.sensor(poke_interval=30, timeout=600, mode="reschedule", soft_fail=True)' in code
    assert told == []


@pytest.mark.parametrize("target", ["dagster", "prefect"])
def test_the_others_get_a_loop_that_asks_the_function_as_it_stands(
    emitted: Callable[..., tuple[str, list[str]]], target: str
) -> None:
    code, _ = emitted(target, "every=30, within=600")
    assert 'def ready(names: list[str]) -> bool:\n    """Look for them."""\n' in code
    assert "    deadline = time.monotonic() + 600\n    while not ready(names=names):\n" in code
    assert "        time.sleep(30)\n" in code


@pytest.mark.parametrize("target", ["dagster", "prefect"])
def test_a_function_that_two_sensors_ask_is_printed_once(
    emitted: Callable[..., tuple[str, list[str]]], target: str
) -> None:
    both = 'ready.using(id="one")(names())\n    ready.using(id="two")(["b"])'
    code, _ = emitted(target, call=both)
    assert code.count("def ready(") == 1
    assert code.count("while not ready(") == 2


@pytest.mark.parametrize("body", [BODIES["a truth"], BODIES["a value"]], ids=["truth", "value"])
def test_what_is_written_for_airflow_reads_as_the_same_wait(
    emitted: Callable[..., tuple[str, list[str]]], tmp_path: Path, body: str
) -> None:
    given = "every=30, within=600, growing=True, at_most=90, on_error='skip', frees_worker=True"
    written = tmp_path / "written.py"
    written.write_text(emitted("airflow", given, body)[0])
    before, after = (
        next(t for t in read(path).pipelines[0].nodes if t.id == "ready").model_dump()["operation"]
        for path in (tmp_path / "source.py", written)
    )
    assert before == after
