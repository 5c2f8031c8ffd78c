"""The page on behaviour: per case what each engine does with the source, what converted code does, and the code that tells it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from polydag.conformance.case import Case
from polydag.conformance.deviations import Deviation
from polydag.conformance.places import Place
from polydag.conformance.recorded import Recorded, Shown, load
from polydag.conformance.suite import Suite
from polydag.engines import Engine, EngineVersion, engines

_HEAD = """# Behaviour

What `make conformance` showed on the real engines: {cases} behaviours, {runs} runs. A row is a case of
[the suite](guides/conformance.md), run under all its scenarios; *as meant* is: like the source, and as the case says by hand.
Codes are what the conversion tells beyond notes; [the manual](diagnostics.md) explains them.

- **natively**: the engine runs the source as it is, where the case is written for it
- **converted**: it runs what polydag writes for it

{totals}
"""


@dataclass(frozen=True)
class _Page:
    """What the page is made of."""

    cases: tuple[Case, ...]
    recorded: Recorded
    deviations: Mapping[str, tuple[Deviation, ...]]

    def sections(self) -> Iterator[str]:
        """A table per tag; a case stands under its first one."""
        tags = dict.fromkeys(sorted(case.tags[0] for case in self.cases))
        titles = [engine.title for engine in engines().values()]
        for tag in tags:
            yield (
                f"\n## {tag}\n\n"
                + _row("behaviour", *titles)
                + _row("---", *("---" for _ in titles))
            )
            for case in self.cases:
                if case.tags[0] == tag:
                    cells = (self._cell(case, engine) for engine in engines().values())
                    yield _row(f"{case.doc}<br>`{case.id}`", *cells)

    def totals(self) -> Iterator[str]:
        """How many runs each engine made, and how they came out."""
        yield _row("", "as meant", "as stated", "otherwise")
        yield _row("---", "---:", "---:", "---:")
        names = [name for columns in self.recorded.cases.values() for name in columns]
        for name in sorted(set(names), key=lambda name: (name != "reference", name)):
            shown = [c[name] for c in self.recorded.cases.values() if name in c]
            counts = [
                sum(getattr(s, key) for s in shown) for key in ("passed", "deviates", "failed")
            ]
            yield _row(name, *map(str, counts))

    def _cell(self, case: Case, engine: Engine) -> str:
        columns = self.recorded.cases.get(case.id, {})
        versions = [EngineVersion(engine.name, version) for version in engine.versions]
        parts = [*self._does(case, versions, columns, True)]
        return "<br>".join([*parts, *self._does(case, versions, columns, False)])

    def _does(
        self,
        case: Case,
        versions: Sequence[EngineVersion],
        columns: Mapping[str, Shown],
        native: bool,
    ) -> Iterator[str]:
        """What versions of an engine do with the source, or with what is written for them: once for those that do the same."""
        said: dict[str, list[str]] = {}
        for version in versions:
            if shown := columns.get(Place(version, native=native).column):
                text = self._said(case, version, shown, native=native)
                said.setdefault(text, []).append(version.version)
        for text, names in said.items():
            of = f" ({', '.join(names)})" if native or len(versions) > 1 else ""
            yield f"{'natively' if native else 'converted'}{of}: {text}"

    def _said(self, case: Case, engine: EngineVersion, shown: Shown, *, native: bool) -> str:
        parts = []
        if shown.failed:
            parts.append(f"**{shown.failed} runs otherwise**")
        if shown.deviates:
            stated = self.deviations[engine.key]
            mine = [one for one in stated if one.case == case.id and one.is_of(native=native)]
            parts += [f"{one.reason} ({_because(one)})" for one in mine]
        if not parts:
            parts.append("as meant")
        return ", ".join([*parts, *map(_link, shown.told)])


def page(suite: Suite) -> str:
    """The text of the page, from what the suite keeps of its last full run."""
    kept = load(suite)
    known = {
        EngineVersion(engine.name, version).key: suite.deviations(f"{engine.name}-{version}")
        for engine in engines().values()
        for version in engine.versions
    }
    made = _Page(suite.cases(tuple(kept.cases)), kept, known)
    every = [shown for columns in kept.cases.values() for shown in columns.values()]
    runs = sum(shown.passed + shown.deviates + shown.failed for shown in every)
    head = _HEAD.format(cases=len(kept.cases), runs=runs, totals="".join(made.totals()).rstrip())
    return head + "".join(made.sections())


def _because(deviation: Deviation) -> str:
    words = {"notimpl": "to be done", "notyet": "the engine's to do", "never": "will stay"}
    told = f", {_link(deviation.code)}" if deviation.code else ""
    return f"{words[deviation.kind]}{told}"


def _link(code: str) -> str:
    return f"[{code}](diagnostics.md#{code.lower()})"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |\n"
