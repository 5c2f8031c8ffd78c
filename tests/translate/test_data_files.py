"""What the code of a tree opens or imports when it runs is where the result looks for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from polydag.engines import parse_target
from polydag.translate import convert_files
from polydag.translate.sources import discover

FILES = {
    "dags/etl.py": (
        "from pathlib import Path\nfrom lib.work import f\nfrom company import g\n"
        "from airflow.sdk import DAG, task\n"
        "@task\ndef run():\n    here = Path(__file__).parent\n"
        "    return (here / 'sql' / 'x.sql').read_text(), open(here / 'limits.yaml').read(), f(), g()\n"
        "with DAG('etl', schedule=None):\n    run()\n"
    ),
    "dags/lib/__init__.py": "",
    "dags/lib/work.py": "NAMES = 'names.csv'\ndef f(): return 2\n",
    "plugins/company.py": "def g(): return 3\n",
    "dags/sql/x.sql": "select 1\n",
    "dags/limits.yaml": "a: 1\n",
    "data/names.csv": "a,b\n",
    "docs/other.yaml": "nobody: names it\n",
    "pyproject.toml": "[project]\n",
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


@pytest.mark.parametrize(
    ("target", "on_path"),
    [
        ("prefect", ["- put `plugins` on PYTHONPATH, for `company`"]),
        (
            "dagster",
            [
                "- put `dags` on PYTHONPATH, for `lib`",
                "- put `plugins` on PYTHONPATH, for `company`",
            ],
        ),
        ("airflow@2.11", []),
    ],
)
def test_data_goes_with_the_code_that_names_it(tree: Path, target: str, on_path: list[str]) -> None:
    conversion = convert_files(list(discover([str(tree)])), [parse_target(target)])
    files = {str(file.path): file for file in conversion.files}
    data = {name for name in files if name.endswith((".sql", ".yaml", ".csv", ".toml"))}
    assert data - {"prefect.yaml"} == {"dags/sql/x.sql", "dags/limits.yaml", "data/names.csv"}
    assert files["dags/sql/x.sql"].text == "select 1\n"
    assert files["dags/sql/x.sql"].sources == (str(tree / "dags/sql/x.sql"),)
    page = files["MIGRATION.md"].text if "MIGRATION.md" in files else ""
    assert [line for line in page.splitlines() if "PYTHONPATH" in line] == on_path
