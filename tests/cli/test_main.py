"""The command line as a whole: help, version, speed, errors on one line."""

from __future__ import annotations

import resource
import subprocess
import sys

import pytest

from polydag.cli.main import COMMANDS
from tests.cli.conftest import Cli

HEAVY = ("libcst", "jinja2", "pydantic", "rich", "yaml")


def test_the_version_is_printed(cli: Cli) -> None:
    from polydag import __version__

    assert cli("--version").out == f"polydag {__version__}\n"


@pytest.mark.parametrize("words", ["--version", "--help"])
def test_version_and_help_import_nothing_heavy(words: str) -> None:
    code = (
        "import sys; sys.argv = ['polydag', sys.argv[1]]\n"
        "from polydag.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"sys.exit(str([name for name in {HEAVY} if name in sys.modules] or ''))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, words], capture_output=True, text=True, check=False
    )
    assert done.stderr.strip() == ""


def test_the_version_costs_little_more_than_starting_python() -> None:
    def cost(*words: str) -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *words], capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    plain = min(cost("-c", "import importlib.metadata, inspect, typing") for _ in range(3))
    version = min(cost("-m", "polydag", "--version") for _ in range(3))
    assert version < 5 * plain


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(cli: Cli, name: str) -> None:
    done = cli(name, "--help")
    assert done.code == 0
    assert done.out.startswith(f"Usage: polydag {name}")


def test_every_command_is_told_in_the_help(cli: Cli) -> None:
    done = cli("--help")
    assert done.code == 0
    assert all(f"  {name}" in done.out for name in COMMANDS)


@pytest.mark.parametrize(
    "words",
    [["nonsense"], ["convert"], ["convert", "x.py"], ["run", "x.py", "--nonsense"]],
    ids=" ".join,
)
def test_a_usage_error_is_one_line_and_exit_code_2(cli: Cli, words: list[str]) -> None:
    done = cli(*words)
    assert done.code == 2
    assert done.err.startswith("error: ")
    assert done.err.count("\n") == 1


def test_no_words_print_the_help_and_exit_code_2(cli: Cli) -> None:
    done = cli()
    assert done.code == 2
    assert "Usage: polydag" in done.err
