"""What a task that runs a shell command would have run is known without running it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from typing import cast

import pytest

from polydag.runs.child import programs
from polydag.runs.child.stubs import StubExit


def load(table: str) -> None:
    try:
        subprocess.run(["bash", "-c", f"load {table}"], check=True, cwd="/data")
    except Exception as error:  # as the retry helpers of emitted code do
        raise AssertionError("the program would have run") from error


def added() -> str:
    env = os.environ | {"REGION": "eu"}
    done = subprocess.run(["bash", "-c", "env"], check=True, env=env, stdout=subprocess.PIPE)
    return str(done.stdout)


def replaced() -> None:
    subprocess.run(["bash", "-c", "env"], check=True, env={"REGION": "eu"})


def test_a_command_is_recorded_with_its_folder_and_not_run() -> None:
    assert programs.of_call(load, {"table": "orders"}) == {
        "command": "load orders",
        "env": None,
        "append_env": False,
        "cwd": "/data",
    }


def test_an_environment_is_what_is_added_or_all_there_is() -> None:
    assert programs.of_call(added, {}) == programs.given("env", {"REGION": "eu"}, True, None)
    assert programs.of_call(replaced, {}) == programs.given("env", {"REGION": "eu"}, False, None)


def test_what_runs_no_program_has_its_arguments() -> None:
    assert programs.of_call(lambda rows: rows, {"rows": [1]}) == {"rows": [1]}


def test_an_error_on_the_way_to_the_command_is_one() -> None:
    with pytest.raises(ZeroDivisionError):
        programs.of_call(lambda: 1 // 0, {})


def test_programs_of_others_still_run() -> None:
    programs.of_call(replaced, {})
    assert subprocess.run(["true"], check=False).returncode == 0


def test_a_function_makes_what_it_wants_of_an_exit_code() -> None:
    def asking(command: programs.Given) -> object:
        raise StubExit(42)

    with pytest.raises(subprocess.CalledProcessError, match="42"):
        programs.answered(replaced, {}, asking)
    tolerant = programs.answered(lambda: subprocess.run(["env"], check=False), {}, asking)
    assert isinstance(tolerant, subprocess.CompletedProcess)
    assert tolerant.returncode == 42
    assert programs.answered(replaced, {}, lambda command: command["command"]) == "env"


def test_a_generator_is_followed_to_its_end_under_the_exit_code() -> None:
    def asking(command: programs.Given) -> object:
        raise StubExit(42)

    def yielding() -> Iterator[int]:
        yield subprocess.run(["true"], check=False).returncode

    assert list(cast("Iterator[int]", programs.answered(yielding, {}, asking))) == [42]
