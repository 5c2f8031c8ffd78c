"""Writes the generated pages of docs/ and what commands print in README.md; `--check` only tells what is stale."""

from __future__ import annotations

import itertools
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict, TypeVar

from polydag.backends.rules import LoweringRules
from polydag.cli.catalogue import catalogue
from polydag.conformance.behaviour import page
from polydag.conformance.suite import Suite
from polydag.diagnostics import Diagnostic, Severity
from polydag.engines import engines, parse_target
from polydag.frontends.dagster.library import DECORATORS
from polydag.frontends.rules import ReadingRules
from polydag.runs.reference.rules import RULES, accepted

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
ARGUMENTS = ROOT / "tests" / "perturbation" / "arguments.json"
GENERATED = "<!-- Written by `make docs`. -->\n\n"
_MEANING = {
    Severity.NOTE: "worth knowing; never changes an exit code",
    Severity.DROPPED: "an attribute without effect on the outcome was dropped",
    Severity.EMULATED: "carried over in another way, with the same states, values and order",
    Severity.LOST: "states, values or order can differ, or it raises when it runs",
    Severity.UNREADABLE: "could not be read without running the code",
    Severity.INTERNAL: "a mistake of polydag itself",
}
_ABOUT_READING = {
    "airflow": (
        "Every spelling of 1.10, 2.x and 3.x is read as the name below. Another operator is kept word for word, and its task\n"
        "raises in the other engines (AFR307). `>>`, `chain`, task groups, `expand` and `with` blocks are\n"
        "followed. What becomes of each argument in Airflow's own examples: [airflow-arguments.md](airflow-arguments.md)."
    ),
    "dagster": (
        "Jobs, graphs and selections of assets, the calls between ops, and what `Definitions`, `ScheduleDefinition`,\n"
        "`define_asset_job`, `build_schedule_from_partitioned_job` and `load_assets_from_…` say of them. Sensors and resources\n"
        "are told (DGR302, DGR303)."
    ),
    "prefect": (
        "The body of a flow is followed: calls, `.submit`, `.map`, `wait_for`, `if`, `try`, `for` and subflows, and what stands\n"
        'under `if __name__ == "__main__"` and the project\'s `prefect.yaml` for deployments and schedules.'
    ),
}
# A path that only documentation has.
_EXISTS_NOWHERE = frozenset({"airflow.providers.slack.operators.slack.SlackWebhookOperator"})
STATES = ("success", "failed", "skipped", "upstream_failed")
T = TypeVar("T")


class Row(TypedDict):
    """What is kept of a pair of operator and argument."""

    operator: str
    argument: str
    uses: int
    verdicts: dict[str, dict[str, int]]


def diagnostics() -> str:
    """The manual: every diagnostic by severity and code."""
    kinds = list(catalogue().values())
    parts = [
        GENERATED,
        "# Diagnostics\n\n",
        "A code says the engine and the direction, and by its first digit the severity; it is never reused.\n",
    ]
    for severity in reversed(Severity):
        chosen = [kind for kind in kinds if kind.severity is severity]
        if chosen:
            parts.append(f"\n## {severity.word}\n\nThat is: {_MEANING[severity]}.\n")
            parts += [_page(kind) for kind in chosen]
    return "".join(parts)


def support() -> str:
    """What each engine carries, by operation, and what each reader reads, from the rule sets themselves."""
    words = {name: _lowering(name) for name in engines()}
    operations = sorted({operation for table in words.values() for operation in table})
    titles = [engine.title for engine in engines().values()]
    lines = [
        "# Support\n\n",
        "`native`: the engine has it. `emulated`: another way, with the same states, values and order.\n",
        "`none`: raises when it runs.\n\n",
        "## Operations\n\n",
        _row("", *titles),
        _row("---", *("---" for _ in titles)),
        *(
            _row(f"`{operation}`", *(words[name].get(operation, "") for name in engines()))
            for operation in operations
        ),
    ]
    for name, engine in engines().items():
        lines.append(f"\n## Read from {engine.title}\n\n{_ABOUT_READING[name]}\n\n")
        lines += [f"- `{key}`\n" for key in sorted(_read(name, engine.load_reader().__name__))]
    return GENERATED + "".join(lines)


def arguments() -> str:
    """What becomes of the arguments that Airflow's example files have, from what `make perturbation` kept."""
    kept = json.loads(ARGUMENTS.read_text(encoding="utf-8"))
    titles = {target: str(parse_target(target.replace("-", "@"))) for target in kept[0]["verdicts"]}
    parts = [GENERATED, _ABOUT_ARGUMENTS]
    for title, is_task in (("Operators, decorators, DAGs and groups", True), (_VALUES, False)):
        chosen = [row for row in kept if _makes_tasks(row["operator"]) is is_task]
        parts += [f"\n## {title}\n\n", *_shares(chosen, titles), "\n", *_pairs(chosen, titles)]
    return "".join(parts)


_VALUES = "What arguments are made of"
_KEPT = ("carried", "emulated", "default")
_ABOUT_ARGUMENTS = """# Arguments of Airflow's own examples

Every argument that occurs in the example files of Airflow 3.3.2 and 2.11.2, and what becomes of it: up to two uses of each, in
the smallest files that have it, were given another value. It is `carried` where another value in its place makes other code
(comments and what errors say aside) and no message of the target's writer names the first value as dropped or lost; `emulated`
where no word of the code says it, but a message of the writer what happens in its place, with the same states, values and order
(a sensor that would free its worker holds it); `default` where the target does by itself what it says, so that nothing is
written, and another value would be told, or where it says nothing of the runs that there are, which a note tells. A code tells
what is lost, and a number how many uses it is. `comment`: the value stands in a comment or a message alone. `nowhere`: nobody
can tell that it was changed, each for a reason that
`tests/perturbation/silent.py` states.

"""


def _makes_tasks(operator: str) -> bool:
    """Whether it makes tasks or holds them, by the names that Airflow gives."""
    head = operator.partition(".")[0]
    return head in ("DAG", "dag", "TaskGroup", "task_group", "task", "asset") or operator.endswith(
        ("Operator", "Sensor", "Async", "Marker")
    )


def _shares(rows: list[Row], titles: dict[str, str]) -> Iterator[str]:
    """How many pairs, and how many uses of them, are carried."""
    yield _row("", *titles.values()) + _row("---", *("---" for _ in titles))
    written, every, some, uses = [], [], [], []
    total = sum(row["uses"] for row in rows)
    for target in titles:
        shares = [_share(row["verdicts"][target]) for row in rows]
        stated = [row["verdicts"][target].keys() == {"carried"} for row in rows].count(True)
        written.append(f"{stated} ({stated / len(rows):.0%})")
        every.append(f"{shares.count(1)} ({shares.count(1) / len(rows):.0%})")
        some.append(f"{sum(map(bool, shares))} ({sum(map(bool, shares)) / len(rows):.0%})")
        carried = sum(row["uses"] * share for row, share in zip(rows, shares, strict=True))
        uses.append(f"{carried / total:.0%}")
    yield _row(f"of {len(rows)} pairs `carried` in every use that was tried", *written)
    yield _row("`carried`, `emulated` or `default` in every use", *every)
    yield _row("one of the three in one of them", *some)
    yield _row(f"the same of all {total} uses, if the others are like those tried", *uses)


def _share(found: dict[str, int]) -> float:
    return sum(found.get(word, 0) for word in _KEPT) / sum(found.values())


def _pairs(rows: list[Row], titles: dict[str, str]) -> Iterator[str]:
    """Each pair that some target does not carry in every use; then the others, by operator."""
    yield _row("argument", "uses", *titles.values()) + _row("---", "---", *("---" for _ in titles))
    others: dict[str, list[str]] = {}
    for row in rows:
        if all(set(row["verdicts"][target]) <= {"carried"} for target in titles):
            others.setdefault(row["operator"], []).append(f"`{row['argument']}`")
        else:
            cells = [_verdicts(row["verdicts"][target]) for target in titles]
            yield _row(f"`{row['operator']}` `{row['argument']}`", str(row["uses"]), *cells)
    yield "\nCarried everywhere:\n\n"
    yield from (f"- `{operator}`: {', '.join(names)}\n" for operator, names in others.items())


def _verdicts(found: dict[str, int]) -> str:
    if len(found) == 1:
        return next(iter(found))
    return ", ".join(f"{verdict} {count}" for verdict, count in found.items())


def comparing() -> str:
    """The page on comparing with the cells of trigger rules that may come out either way."""
    text = (DOCS / "guides" / "comparing.md").read_text(encoding="utf-8")
    before, mark, rest = text.partition("<!-- racy cells: written by `make docs` -->\n")
    end = rest[rest.index("<!-- end of racy cells -->") :]
    head = _row("rule", "states above", "what becomes of the task") + _row("---", "---", "---")
    return before + mark + head + "".join(_row(*row) for row in _racy()) + end


def _racy() -> Iterator[tuple[str, str, str]]:
    """Every rule and set of states above under which two decisions are right."""
    for rule in RULES:
        for size in range(1, len(STATES) + 1):
            for states in itertools.combinations(STATES, size):
                decisions = sorted(accepted(rule, states))
                if len(decisions) > 1:
                    above = ", ".join(f"`{state}`" for state in states)
                    yield f"`{rule}`", above, " or ".join(f"`{d}`" for d in decisions)


def readme() -> str:
    """README.md with the real output of every command in a `console` block."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return re.sub(
        r"```console\n(.*?)```",
        lambda block: f"```console\n{_session(block[1])}```",
        text,
        flags=re.DOTALL,
    )


def _session(block: str) -> str:
    commands = [line.removeprefix("$ ") for line in block.splitlines() if line.startswith("$ ")]
    return "".join(f"$ {command}\n{_printed(command)}" for command in commands)


def _printed(command: str) -> str:
    """What the command writes to stdout; one that fails is no example."""
    name, *words = shlex.split(command)
    assert name == "polydag", command
    surroundings = os.environ | {"COLUMNS": "100", "NO_COLOR": "1"}
    done = subprocess.run(
        [sys.executable, "-m", name, *words],
        cwd=ROOT,
        env=surroundings,
        capture_output=True,
        text=True,
        check=True,
    )
    return "".join(f"{line.rstrip()}\n" for line in done.stdout.splitlines())


def _page(kind: type[Diagnostic]) -> str:
    return f"\n### {kind.code}\n\n{kind.manual()}\n\n> {kind.text}\n"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |\n"


def _lowering(name: str) -> dict[str, str]:
    emitter = engines()[name].load_emitter().__name__
    tables = _instances(LoweringRules, emitter)
    return {operation.__name__: support.value for table in tables for operation, support in table}


def _read(name: str, package: str) -> set[str]:
    """Every name of the engine that a reader has a rule, a table or a decorator for."""
    ruled = {key for rules in _instances(ReadingRules, package) for key in rules}
    tables = (*_instances(frozenset, package), *_instances(dict, package))
    listed = {key for table in tables for key in table if _is_name(key, name)}
    decorators = {
        key if "." in key else f"dagster.{key}"
        for key, kind in DECORATORS.items()
        if kind not in ("sensor", "resource")
    }
    return ruled | (listed - _EXISTS_NOWHERE) | (decorators if name == "dagster" else set())


def _is_name(key: object, engine: str) -> bool:
    return isinstance(key, str) and re.fullmatch(rf"{engine}(\.\w+)+", key) is not None


def _instances(kind: type[T], package: str) -> Iterator[T]:
    """Every instance that a module of the package holds, each once."""
    seen: dict[int, T] = {}
    for module_name, module in sorted(sys.modules.items()):
        if module_name.startswith(package):
            seen |= {id(value): value for value in vars(module).values() if isinstance(value, kind)}
    return iter(seen.values())


def main() -> int:
    """Write or check the pages."""
    pages = {
        DOCS / "diagnostics.md": diagnostics(),
        DOCS / "support.md": support(),
        DOCS / "airflow-arguments.md": arguments(),
        DOCS / "behaviour.md": GENERATED + page(Suite(ROOT / "conformance")),
        DOCS / "guides" / "comparing.md": comparing(),
        ROOT / "README.md": readme(),
    }
    stale = [
        path
        for path, text in pages.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    if "--check" in sys.argv[1:]:
        for path in stale:
            sys.stderr.write(f"{path.name} is stale: run `make docs`\n")
        return int(bool(stale))
    for path in stale:
        path.write_text(pages[path], encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
