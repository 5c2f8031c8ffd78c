"""The page on comparing names the words and the options that there are."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from polydag.cli.commands.verify import command
from polydag.runs.compare import Verdict
from polydag.runs.order import EARLY
from polydag.runs.published import Against

TEXT = (Path(__file__).parents[2] / "docs" / "guides" / "comparing.md").read_text()


def test_every_verdict_and_every_worth_is_explained() -> None:
    assert [v.value for v in Verdict if f"`{v.value}`" not in TEXT] == []
    assert [word for word in get_args(Against) if f"| against the {word} |" not in TEXT] == []


def test_the_rules_whose_order_proves_nothing_are_named() -> None:
    assert [rule for rule in EARLY if f"`{rule}`" not in TEXT] == []


def test_what_the_commands_are_given_exists() -> None:
    known = {option for parameter in command.params for option in parameter.opts}
    used = {
        word
        for line in TEXT.splitlines()
        if line.startswith("polydag verify")
        for word in line.split()
        if word.startswith("--")
    }
    assert used
    assert used - known == set()
