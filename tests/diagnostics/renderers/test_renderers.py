"""Findings for people and for tools: one place, one code, one sentence, whatever the format."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import ClassVar

from polydag.diagnostics import Diagnostic, Span
from polydag.diagnostics.renderers import github, sarif, text


@dataclass(frozen=True, kw_only=True)
class Lossy(Diagnostic):
    """Something was lost.

    For the tests of the renderers.
    """

    code: ClassVar[str] = "TST301"
    text: ClassVar[str] = "`{what}` was lost"
    what: str


FINDING = Lossy(
    what="a, b:\n100%",
    span=Span(path="dags/a,b.py", line=3, column=5, end_line=4, end_column=8),
    task="load",
    target="prefect-3.8",
)


def test_a_line_of_text_is_one_line() -> None:
    assert text.line(FINDING) == "dags/a,b.py:3:5: TST301 lost: `a, b: 100%` was lost [prefect-3.8]"
    assert text.line(Lossy(what="x")) == "TST301 lost: `x` was lost"


def test_github_gets_a_command_with_everything_escaped() -> None:
    assert github.render([FINDING]) == (
        "::error title=TST301,file=dags/a%2Cb.py,line=3,col=5::`a, b: 100%25` was lost\n"
    )


def test_sarif_has_the_rule_once_and_each_result() -> None:
    log = json.loads(sarif.render([FINDING, Lossy(what="x")]))
    run = log["runs"][0]
    assert log["version"] == "2.1.0"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["TST301"]
    assert run["tool"]["driver"]["rules"][0]["shortDescription"]["text"] == "Something was lost."
    assert [result["level"] for result in run["results"]] == ["error", "error"]
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 3, "startColumn": 5, "endLine": 4, "endColumn": 9}
    assert "locations" not in run["results"][1]
