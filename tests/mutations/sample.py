"""A few mutations of a case, of kinds as different as can be, the same in every run."""

from __future__ import annotations

from collections import Counter
from itertools import islice

from tests.mutations.judge import CASES, Suspect, suspects
from tests.mutations.listed import LISTED
from tests.mutations.mutate import KINDS


def sample(id: str, count: int) -> list[Suspect]:
    """The first of each kind, then the second of each, and so on; each case begins with another kind."""
    seen: Counter[str] = Counter()
    ranked: list[tuple[int, int, Suspect]] = []
    for suspect in suspects(id):
        if suspect.name in LISTED:
            continue
        kind = suspect.mutation.kind
        turn = (KINDS.index(kind) + CASES.index(id)) % len(KINDS)
        ranked.append((seen[kind], turn, suspect))
        seen[kind] += 1
    ranked.sort(key=lambda row: row[:2])
    written = (suspect for _, _, suspect in ranked if not suspect.is_refused)
    return list(islice(written, count))
