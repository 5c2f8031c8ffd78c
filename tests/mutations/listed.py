"""The mutations that nobody can see, each with the reason: data, held strictly by `make mutations`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import yaml


@dataclass(frozen=True)
class Entry:
    """Why a mutation is not seen: by `meaning`, where no scenario tells it from the right pipeline whoever runs it, or by the
    `engines`, where the interpreter tells it but the code of no engine does."""

    by: Literal["meaning", "engines"]
    why: str


def _read() -> dict[str, Entry]:
    data = yaml.safe_load((Path(__file__).parent / "listed.yaml").read_text(encoding="utf-8"))
    entries: dict[str, Entry] = {}
    for group in data:
        for name in group["mutations"]:
            assert name not in entries, f"{name} is listed twice"
            entries[name] = Entry(by=group["by"], why=group["why"])
    return entries


LISTED = _read()
