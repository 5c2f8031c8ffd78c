"""What a DAG leaves unsaid, or says in words that mean something else in the other version: its schedule, its catching up."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from polydag.backends.airflow.codes import IntervalTimetable, IntervalUnasked
from polydag.backends.airflow.intervals import uses_dates
from polydag.backends.airflow.versions.codes import StartAdded
from polydag.backends.airflow.versions.dialect import SDK
from polydag.ir.model import Symbolic
from polydag.ir.pipeline import Module, Pipeline
from polydag.ir.policies import Schedule
from polydag.upgrades.airflow.arguments import words_of
from polydag.upgrades.airflow.names import newest
from polydag.upgrades.airflow.text import Text

_WORDS = ("schedule", "schedule_interval", "timetable")
_KINDS = {"cron": "Cron", "interval": "Delta"}
_START = 'start_date=pendulum.datetime(2024, 1, 1, tz="{zone}")'


@dataclass(frozen=True)
class _Dag:
    """A DAG's call (a bare `@dag` is its name alone), and the pipelines that were read there."""

    node: ast.Call | ast.expr
    pipelines: tuple[Pipeline, ...]

    @property
    def keywords(self) -> list[ast.keyword]:
        return self.node.keywords if isinstance(self.node, ast.Call) else []

    def given(self, *names: str) -> ast.expr | None:
        """The value of the first of these arguments."""
        return next((k.value for k in self.keywords if k.arg in names), None)

    @property
    def is_open(self) -> bool:
        """Whether arguments come from somewhere else too (`**settings`)."""
        return any(keyword.arg is None for keyword in self.keywords)

    @property
    def timed(self) -> Schedule | None:
        """The cron or interval that all pipelines of the call have."""
        kinds = {p.schedules[0].kind if p.schedules else None for p in self.pipelines}
        if len(kinds) == 1 and kinds <= _KINDS.keys():
            return self.pipelines[0].schedules[0]
        return None


def edit_schedules(text: Text, module: Module | None) -> None:
    """Say what the other version would take otherwise, so that the same runs start and are about the same time."""
    if module is None:
        return
    for dag in _dags(text, module):
        if dag.pipelines and not dag.is_open:
            _edit(dag, text, module)


def _edit(dag: _Dag, text: Text, module: Module) -> None:
    """Arguments that are added, and the schedule that is given a timetable."""
    is_newest = text.dialect.window == "point"
    added: list[str] = []
    stated = dag.given(*_WORDS)
    if stated is None:
        if not is_newest:
            added.append("schedule=None")
        elif dag.timed is not None:
            added.append(_daily(dag, text, module))
    elif dag.timed is not None:
        _timed(dag, dag.timed, stated, text, module)
    if (dag.timed is not None or _is_computed(stated)) and dag.given("catchup") is None:
        added.append(f"catchup={is_newest}")
    if dag.timed is not None and not is_newest and dag.pipelines[0].start is None:
        zone = dag.timed.timezone if isinstance(dag.timed.timezone, str) else "UTC"
        text.wanted.setdefault(("pendulum", ""))
        added.append(_START.format(zone=zone))
        text.tell(StartAdded(pipeline=dag.pipelines[0].id, start="2024-01-01"), dag.node)
    if added:
        _add(dag, added, text)


def _daily(dag: _Dag, text: Text, module: Module) -> str:
    """Airflow 2 makes a DAG that says nothing run daily."""
    span = f"{text.want('datetime', 'timedelta')}(days=1)"
    if not _keeps(dag, text, module):
        return f"schedule={span}"
    return f"schedule={text.want(SDK, 'DeltaDataIntervalTimetable')}({span})"


def _keeps(dag: _Dag, text: Text, module: Module) -> bool:
    """Whether something may ask which time a run is about, so that it must stay as it is; told either way."""
    kept = any(p.catchup is not False or uses_dates(p, module) for p in dag.pipelines)
    told = IntervalTimetable if kept else IntervalUnasked
    text.tell(told(pipeline=dag.pipelines[0].id), dag.node)
    return kept


def _timed(dag: _Dag, schedule: Schedule, stated: ast.expr, text: Text, module: Module) -> None:
    """A plain cron or time span, which means an interval in Airflow 2 and a moment in Airflow 3."""
    before = "preceding" if text.dialect.window == "point" else "point"
    if schedule.window != before or _is_timetable(stated, text):
        return
    if before == "preceding" and not _keeps(dag, text, module):
        return
    kind = "DataInterval" if before == "preceding" else "Trigger"
    name = text.want(SDK, f"{_KINDS[schedule.kind]}{kind}Timetable")
    given = text.source.segment(stated)
    if schedule.kind == "cron":
        zone = schedule.timezone if schedule.timezone is not None else "UTC"
        spelt = zone.text if isinstance(zone, Symbolic) else f'"{zone}"'
        given = f"{given}, timezone={spelt}"
    text.put(stated, f"{name}({given})")


def _is_timetable(node: ast.expr, text: Text) -> bool:
    kinds = ("Timetable", "TimeSchedule")
    return isinstance(node, ast.Call) and newest(text.qualified(node.func)).endswith(kinds)


def _is_computed(stated: ast.expr | None) -> bool:
    """Whether the schedule is an object (a timetable of one's own, assets or times), which may have ticks to catch up."""
    return isinstance(stated, ast.Call)


def _dags(text: Text, module: Module) -> Iterator[_Dag]:
    for node in text.nodes:
        if isinstance(node, ast.Call) and newest(text.qualified(node.func)) == f"{SDK}.DAG":
            yield _Dag(node, _read_between(node.lineno, node.end_lineno, module))
        elif isinstance(node, ast.FunctionDef):
            for decorator in node.decorator_list:
                name = decorator.func if isinstance(decorator, ast.Call) else decorator
                if newest(text.qualified(name)) == f"{SDK}.dag":
                    first = min(d.lineno for d in node.decorator_list)
                    yield _Dag(decorator, _read_between(first, node.end_lineno, module))


def _read_between(first: int, last: int | None, module: Module) -> tuple[Pipeline, ...]:
    spans = [(p, p.span.line) for p in module.pipelines if p.span is not None]
    return tuple(p for p, line in spans if first <= line <= (last or first))


def _add(dag: _Dag, arguments: list[str], text: Text) -> None:
    """Put arguments at the end of a call, one a row where the others stand so."""
    node, source = dag.node, text.source
    start, stop = source.range(node)
    if not isinstance(node, ast.Call):
        text.edits.append((stop, stop, f"({', '.join(arguments)})"))
        return
    gone = {word for word, new in words_of(text.dialect).dag.items() if new is None}
    kept = [*node.args, *(keyword for keyword in node.keywords if keyword.arg not in gone)]
    last = max(kept, key=lambda n: source.range(n)[1], default=None)
    if last is None:
        text.edits.append((stop - 1, stop - 1, ", ".join(arguments)))
        return
    end = source.range(last)[1]
    row = source.text.rfind("\n", 0, source.range(last)[0]) + 1
    indent = source.text[row : source.range(last)[0]]
    several = not indent.strip() and source.text[start:stop].count("\n") > 0
    between = f",\n{indent}" if several else ", "
    text.edits.append((end, end, "".join(f"{between}{one}" for one in arguments)))
