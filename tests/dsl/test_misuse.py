"""What means nothing in the DSL is refused when it runs, and told with its place when it is read."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from polydag import Pipeline, cron, environment, every, group, shell, task, text
from polydag.dsl.building import DslError
from polydag.dsl.groups import Element
from polydag.dsl.nodes import Node
from tests.dsl.test_reading import read


@task
def one(x: int = 0) -> int:
    return x


@task(outputs=["low", "high"])
def both() -> tuple[int, int]:
    return 1, 2


def tell(context: object) -> None:
    raise ValueError(context)


def node() -> Node:
    with Pipeline("p"):
        return one()


def _grouped(each: dict[str, object], inside: Callable[[], object] = list) -> Element:
    with group("each_one", each=each) as element:
        inside()
    return element


MISUSES: dict[str, Callable[[], object]] = {
    "a task outside of a pipeline": lambda: one(),
    "a condition on a result": lambda: bool(node()),
    "a loop over a result": lambda: list(node()),
    "an f-string with a result": lambda: f"{node()}",
    "a label for what is no branch": lambda: node().choose({"a": node()}),
    "a text without its value": lambda: text("{day}"),
    "a delay without retries": lambda: Pipeline("p", retries=0, retry_delay=60),
    "a jitter without retries": lambda: Pipeline("p", retries=0, retry_jitter="full"),
    "a jitter that is none": lambda: Pipeline("p", retries=1, retry_jitter=-1),
    "a window around a fixed delay": lambda: Pipeline(
        "p", retries=1, retry_delay=60, retry_jitter="window"
    ),
    "exceptions without retries": lambda: _in_pipeline(lambda: shell("x", "a", retry_on=OSError)),
    "an exception that is none": lambda: _in_pipeline(
        lambda: shell("x", "a", retries=1, retry_on=[str])  # type: ignore[list-item]
    ),
    "an exception without a name here": lambda: _in_pipeline(
        lambda: shell("x", "a", retries=1, never_retry_on=type("Odd", (Exception,), {}))
    ),
    "a limit of instances where there are none": lambda: _in_pipeline(one.using(map_limit=2)),
    "a group that is mapped over nothing": lambda: _in_pipeline(lambda: _grouped({})),
    "an element that a group does not have": lambda: _in_pipeline(
        lambda: _grouped({"x": [1]})["y"]
    ),
    "a mapped task in a mapped group": lambda: _in_pipeline(
        lambda: _grouped({"x": [1]}, lambda: one.map(x=[1]))
    ),
    "a mapped group in a mapped group": lambda: _in_pipeline(
        lambda: _grouped({"x": [1]}, lambda: _grouped({"y": [1]}))
    ),
    "an option of a task that there is none of": lambda: _in_pipeline(
        lambda: shell("x", "a", retriez=1)  # type: ignore[call-arg]
    ),
    "an unknown trigger rule": lambda: _in_pipeline(
        lambda: shell("x", "true", trigger_rule="sometimes")
    ),
    "a word that a sensor does not take": lambda: task.sensor(on_timeout="retry"),  # type: ignore[call-overload]
    "a sensor that grows by a number": lambda: task.sensor(growing=2),  # type: ignore[call-overload]
    "a value of a foreign class": lambda: _in_pipeline(lambda: one(object())),
    "too many arguments": lambda: _in_pipeline(lambda: one(1, 2)),
    "an output that there is none of": lambda: _in_pipeline(lambda: both()["middle"]),
    "several outputs where one is wanted": lambda: _in_pipeline(lambda: one(both())),
    "a hook that wants the context of an engine": lambda: _in_pipeline(
        lambda: shell("x", "true", on_failure=tell)
    ),
    "an interval that is none": lambda: every("daily"),  # type: ignore[arg-type]
}


def _in_pipeline(action: Callable[[], object]) -> object:
    with Pipeline("p"):
        return action()


@pytest.mark.parametrize("misuse", MISUSES)
def test_misuse_raises_with_advice(misuse: str) -> None:
    with pytest.raises(DslError):
        MISUSES[misuse]()


def write(folder: Path, body: str) -> Path:
    path = folder / "pipeline.py"
    head = "from polydag import Pipeline, task\n\n\n@task\ndef one(x=0):\n    return x\n\n\n"
    path.write_text(head + body)
    return path


@pytest.mark.parametrize(
    ("body", "code", "line"),
    [
        ("with Pipeline('p'):\n    one(y=1)\n", "DSR401", 10),
        ("one()\n", "DSR401", 9),
        ("with Pipeline('p'):\n    one() >> 3\n", "DSR401", 10),
        ("with Pipeline('p', retriez=1):\n    one()\n", "DSR401", 9),
        ("with Pipeline('p'):\n    a = one()\n    for x in a:\n        one(x)\n", "DSR402", 11),
        ("with Pipeline('p'):\n    a = one()\n    if a:\n        one(1)\n", "IR418", 11),
        ("with Pipeline('p'):\n    one(**unheard_of())\n", "DSR403", 10),
    ],
)
def test_misuse_is_told_where_it_stands(tmp_path: Path, body: str, code: str, line: int) -> None:
    _, collector = read(write(tmp_path, body))
    assert [(d.code, d.span.line if d.span else None) for d in collector.diagnostics][:1] == [
        (code, line)
    ]


def test_reading_leaves_nothing_open_behind(tmp_path: Path) -> None:
    read(write(tmp_path, "with Pipeline('p'):\n    one(y=1)\n"))
    with pytest.raises(DslError):
        one()


def test_what_is_only_known_at_run_time_is_carried_as_an_expression(tmp_path: Path) -> None:
    body = "import os\nN = int(os.environ['N'])\nwith Pipeline('p', retries=N):\n    one(N + 1)\n"
    module, collector = read(write(tmp_path, body))
    assert collector.diagnostics == ()
    [only] = module.pipelines[0].nodes
    dumped = only.model_dump()
    assert "unknown" in dumped["retry"]["count"]
    assert dumped["operation"]["arguments"]["x"]["text"] == "N + 1"
    assert [prelude.text for prelude in module.prelude] == ["import os", "N = int(os.environ['N'])"]


def test_lookups_and_schedules_are_plain_values() -> None:
    assert environment("X", "d").value.model_dump()["default"] == {"kind": "constant", "value": "d"}
    assert cron("0 2 * * *", tz="Europe/Berlin").timezone == "Europe/Berlin"
    assert every(minutes=90).every == 5400.0


def test_importing_polydag_alone_loads_no_models() -> None:
    code = (
        "import sys, polydag; print('pydantic' in sys.modules, 'polydag.dsl.tasks' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
