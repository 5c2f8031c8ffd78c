"""A badge per engine, as JSON that badge servers read (the endpoint format of shields)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from polydag.conformance.judging import Judgement, Outcome
from polydag.conformance.result import Result
from polydag.engines import engines


def badges(result: Result) -> Iterator[tuple[str, str]]:
    """The name of the file and its text, for every engine that was asked for."""
    for engine in result.engines:
        mine = [one for one in result.judgements if one.engine == engine.key]
        message, color = _said(mine)
        badge = {
            "schemaVersion": 1,
            "label": f"{engines()[engine.engine].title} {engine.version}",
            "message": message,
            "color": color,
        }
        yield f"{engine.key}.json", json.dumps(badge, indent=2) + "\n"


def save(result: Result, folder: Path) -> None:
    """Write the badges."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in badges(result):
        (folder / name).write_text(text, encoding="utf-8")


def _said(judgements: list[Judgement]) -> tuple[str, str]:
    ran = [one for one in judgements if one.outcome is not Outcome.NOT_RUN]
    if not ran:
        return "not run", "lightgrey"
    passed = sum(one.passed for one in ran)
    deviating = sum(one.outcome is Outcome.DEVIATES for one in ran)
    message = f"{passed} of {len(ran)} runs as meant"
    if passed < len(ran):
        return message, "red"
    return (f"{message}, {deviating} as stated", "green") if deviating else (message, "brightgreen")
