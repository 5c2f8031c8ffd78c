"""Which arguments of Airflow's operators, as its example files have them, are carried to which target; kept as arguments.json.

Another value in place of an argument's shows it: it is carried where other code comes out, comments and what errors say
aside, and no message of the target's writer named the first value as dropped or lost.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypedDict

from tests.perturbation.examples import Example, copies
from tests.perturbation.seen import TARGETS, Seen
from tests.perturbation.sites import Pair, Site

RECORD = Path(__file__).with_name("arguments.json")
# So many uses of a pair are tried, each in another file.
TRIED = 2
CARRIED = "carried"
# What the target does by itself is not written; another value would be told.
DEFAULT = "default"
# It happens otherwise, as a message tells; nothing of it is lost.
EMULATED = "emulated"
COMMENT = "comment"
NOWHERE = "nowhere"
# Every message about a task names it.
_NAMES = frozenset({"task_id", "dag_id", "group_id", "argument 1"})
Uses = Mapping[tuple[Pair, int], tuple[Site, ...]]


class Row(TypedDict):
    """A pair: in how many calls it stands, and per target how many of those tried became what (`carried`, codes of losses, …)."""

    operator: str
    argument: str
    uses: int
    verdicts: dict[str, dict[str, int]]


def uses(example: Example) -> Uses:
    """The places of each argument of each call in a file."""
    found: dict[tuple[Pair, int], list[Site]] = defaultdict(list)
    for site in example.sites:
        if site.pair is not None:
            found[site.pair, site.call].append(site)
    return {use: tuple(places) for use, places in found.items()}


def verdict(pair: Pair, before: Seen, afters: Iterable[Seen]) -> str:
    """What became of one use in one target, from what came of its places when they were changed."""
    found = {one for after in afters for one in _of_place(pair, before, after)}
    codes = found - {CARRIED, EMULATED, DEFAULT}
    kept = next((word for word in (CARRIED, EMULATED) if word in found), DEFAULT)
    return " ".join(sorted(codes)) or kept


def _of_place(pair: Pair, before: Seen, after: Seen) -> Iterator[str]:
    gone = {text: code for text, code in before.losses.items() if text not in after.losses}
    if before.running != after.running:
        # What the reader tells of it counts where the code does not show the value.
        lost = {code for code in gone.values() if code[2] != "R"}
        yield from lost if lost and pair.argument not in _NAMES else {CARRIED}
    elif gone and pair.argument not in _NAMES:
        yield from gone.values()
    elif after.losses.keys() - before.losses.keys() or after.kept != before.kept:
        yield DEFAULT
    elif after.costs != before.costs:
        yield EMULATED
    else:
        yield NOWHERE if after.is_as(before) else COMMENT


def rows(examples: Iterable[Example]) -> Iterator[Row]:
    """What becomes of every pair: of its first uses, each in another file, the smallest first."""
    found: dict[Pair, list[tuple[Example, list[tuple[Site, ...]]]]] = defaultdict(list)
    for example in examples:
        in_file: dict[Pair, list[tuple[Site, ...]]] = defaultdict(list)
        for (pair, _), places in uses(example).items():
            in_file[pair].append(places)
        for pair, calls in in_file.items():
            found[pair].append((example, calls))
    for pair, files in sorted(found.items()):
        verdicts: dict[str, Counter[str]] = {target.key: Counter() for target in TARGETS}
        for example, calls in files[:TRIED]:
            for key, became in judged(pair, example, calls[0]).items():
                verdicts[key][became] += 1
        yield Row(
            operator=pair.operator,
            argument=pair.argument,
            uses=sum(len(calls) for _, calls in files),
            verdicts={key: dict(sorted(counts.items())) for key, counts in verdicts.items()},
        )


def judged(pair: Pair, example: Example, places: Iterable[Site]) -> dict[str, str]:
    """What became of one use, by target: of its first place, which stands for the value."""
    after = example.after(next(iter(places)))
    return {key: verdict(pair, before, [after[key]]) for key, before in example.before.items()}


def record() -> list[Row]:
    """The rows as they are kept."""
    kept: list[Row] = json.loads(RECORD.read_text())
    return kept


def main() -> None:
    """Write the record anew."""
    with TemporaryDirectory() as folder:
        lines = ",\n".join(json.dumps(row) for row in rows(copies(Path(folder))))
    RECORD.write_text(f"[\n{lines}\n]\n")


if __name__ == "__main__":
    main()
