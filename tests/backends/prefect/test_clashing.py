"""A source that imports `datetime` as a whole keeps it: the class of that name is its member then."""

from __future__ import annotations

from pathlib import Path

import polydag

SOURCE = """
import datetime

from airflow.sdk import DAG, task

with DAG("dated", schedule=datetime.timedelta(hours=1), start_date=datetime.datetime(2026, 1, 1)):
    @task
    def show(data_interval_end, text):
        print(data_interval_end, text, datetime.datetime.now(), "datetime, and: datetime")

    @task
    def give():
        yield "more"

    show(text=f"{datetime.date.today()}") >> give()
"""


def test_the_module_keeps_its_name_and_generators_are_told(tmp_path: Path) -> None:
    (tmp_path / "dated.py").write_text(SOURCE)
    emitted = polydag.convert(tmp_path / "dated.py", to="prefect")
    code = emitted.code
    assert "import datetime\n" in code
    assert "from datetime import timedelta\n" in code
    assert "def show(text, data_interval_end: datetime.datetime):" in code
    assert "logical_date: datetime.datetime | None = None" in code
    assert "anchor_date=datetime.datetime.fromisoformat(" in code
    assert 'datetime.datetime.now(), "datetime, and: datetime")' in code
    assert [d.message for d in emitted.diagnostics if d.code == "PFW302"] == [
        "`yield` of `give` is not carried over: "
        "Prefect runs a generator as far as its values are taken, and the flow takes none"
    ]
