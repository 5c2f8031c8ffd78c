"""The page of a comparison: one self-contained file that says what the tables say."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from pydantic import JsonValue

import polydag.backends.dagster.codes  # noqa: F401 - its codes have meanings that the page shows
from polydag.runs.compare import Comparison, Difference, Side, Verdict
from polydag.runs.comparison_page import page
from polydag.runs.protocol import JobScenario
from polydag.runs.record import RunnerReport, RunRecord
from polydag.runs.results import PipelineResult, results, scenario_result
from polydag.runs.trials import Trial
from tests.runs.reference.pipelines import call, out, pipeline, ran

ETL = pipeline(call("extract"), call("load", rows=out("extract")))
RECORD = ran(ETL)
BROKEN = RunRecord(engine="prefect", pipeline="p", runner=RunnerReport(error="gone <b>away</b>"))


class Tags(HTMLParser):
    """Every opened and closed tag, and whether they nest."""

    ALONE = ("meta",)

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.ids += [value for name, value in attrs if name == "id" and value]
        if tag not in self.ALONE:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def shown() -> str:
    difference = Difference(
        task="load", field="state", values={"source": "success", "dagster": "<i>"}, told=("DGW304",)
    )
    run = Difference(task=None, field="run state", values={"source": "a"}, told=("DGW304",))
    found = (
        Comparison(
            verdict=Verdict.DIFFERENT, sides=("source", "dagster"), differences=(difference, run)
        ),
        Comparison(verdict=Verdict.FAILED, sides=("source", "prefect"), reason="gone <b>away</b>"),
    )
    sides = (Side("source", RECORD), Side("dagster", RECORD), Side("prefect", BROKEN))
    trial = Trial(ETL, JobScenario(name="load fails"), RECORD, sides, found, True)
    pipeline_result = PipelineResult(
        path="dags/etl.py",
        id="etl",
        against="source",
        sides=tuple(side.name for side in sides),
        scenarios=(scenario_result(trial),),
        refused={"airflow-3.3": ()},
    )
    unreadable: dict[str, tuple[JsonValue, ...]] = {
        "dags/half.py": ({"code": "IR413", "message": "not <valid>"},)
    }
    return page(results([pipeline_result], unreadable), "1 pipeline")


def test_it_is_one_well_formed_file() -> None:
    text = shown()
    tags = Tags()
    tags.feed(text)
    assert tags.open == []
    assert {"link", "script", "img"}.isdisjoint(tags.seen)
    assert "url(" not in text
    linked = re.findall(r'href="#([^"]+)"', text)
    assert linked == tags.ids != []


def test_it_says_states_verdicts_and_differences_with_their_codes() -> None:
    text = shown()
    assert (
        '<span class="success">success</span> · <span class="told">different, told</span>' in text
    )
    assert "<b>load</b>: state" in text
    assert "<b>run</b>: run state" in text
    assert 'title="An attribute that has an effect in the source has none here.' in text
    assert "Not written for airflow-3.3." in text
    assert "failed to run" in text
    assert "dags/half.py" in text


def test_what_pipelines_say_is_escaped() -> None:
    text = shown()
    assert "gone &lt;b&gt;away&lt;/b&gt;" in text
    assert "&lt;i&gt;" in text
    assert "not &lt;valid&gt;" in text
