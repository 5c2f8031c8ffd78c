"""The example DAGs that cannot run or that deviate: data, held strictly by `make examples`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml


@dataclass(frozen=True)
class Deviation:
    """Why a DAG is not the same on a target: `told` by a code beforehand, or it `differs`, or `failed` to run there."""

    dag: str
    target: str
    outcome: str
    why: str


def _deviations(entries: list[dict[str, str]]) -> tuple[Deviation, ...]:
    return tuple(
        Deviation(dag, target, entry["outcome"], entry["why"])
        for entry in entries
        for dag in entry["dags"].split()
        for target in entry["targets"].split()
    )


_DATA = yaml.safe_load((Path(__file__).parent / "listed.yaml").read_text(encoding="utf-8"))
# Per version the DAGs that their own engine does not run here, with the reason.
CANNOT_RUN: dict[str, dict[str, str]] = _DATA["cannot_run"]
DEVIATIONS = {version: _deviations(entries) for version, entries in _DATA["deviations"].items()}
